#!/usr/bin/env bash
# Makes artifacts/p2ikt-live_VERSION_amd64.deb out of artifacts/publish/linux-x64, which packaging/publish.sh makes.
#   packaging/deb.sh [VERSION]         without one: that of the newest tag v*, else 0.1.0~dev
# Exit codes: 0 made, 1 failed, 2 wrong usage.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=$(dirname "$here")
published="$root/artifacts/publish/linux-x64"
[ -x "$published/p2ikt-live" ] || { echo "deb: $published is missing: run packaging/publish.sh linux-x64 first" >&2; exit 1; }
command -v dpkg-deb >/dev/null || { echo "deb: dpkg-deb is missing: install dpkg" >&2; exit 1; }
version=${1-}
if [ -z "$version" ]; then
    version=$(git -C "$root" describe --tags --match 'v[0-9]*' 2>/dev/null | sed 's/^v//; s/-/+/') || true
    version=${version:-0.1.0~dev}
fi
[[ $version =~ ^[0-9][A-Za-z0-9.+~]*$ ]] || { echo "deb: '$version' is not a version that Debian allows, such as 0.1.0" >&2; exit 2; }

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree" # what mktemp makes is for nobody else
lib="$tree/usr/lib/p2ikt-live"
mkdir -p "$lib" "$tree/usr/bin" "$tree/usr/lib/systemd/system" "$tree/etc/default" "$tree/usr/share/doc/p2ikt-live" "$tree/DEBIAN"
cp -a "$published/." "$lib/"
find "$lib" -type f -exec chmod 644 {} +
find "$lib" -type d -exec chmod 755 {} +
chmod 755 "$lib/p2ikt-live"
[ ! -e "$lib/createdump" ] || chmod 755 "$lib/createdump"
ln -s ../lib/p2ikt-live/p2ikt-live "$tree/usr/bin/p2ikt-live"
install -m 644 "$here/p2ikt-live.service" "$tree/usr/lib/systemd/system/"
install -m 644 "$here/p2ikt-live.default" "$tree/etc/default/p2ikt-live"
install -m 644 "$root/NOTICE" "$tree/usr/share/doc/p2ikt-live/"
install -m 644 "$root/LICENSE" "$tree/usr/share/doc/p2ikt-live/copyright"
echo /etc/default/p2ikt-live > "$tree/DEBIAN/conffiles"
cat > "$tree/DEBIAN/control" <<CONTROL
Package: p2ikt-live
Version: $version
Architecture: amd64
Maintainer: The P2IKT.Live founders <noreply@example.invalid>
Installed-Size: $(du -sk "$tree" | cut -f 1)
Depends: libc6 (>= 2.27), libstdc++6, libatomic1, libdrm2, libgtk-3-0t64 | libgtk-3-0, libssl3t64 | libssl3, ffmpeg
Recommends: libgphoto2-6t64 | libgphoto2-6
Section: graphics
Priority: optional
Description: deblurred live view of a tethered camera
 Shows a tethered camera's live view deblurred, live, in a browser, with an
 overlay of what is in focus, and records deblurred clips.
 .
 The service p2ikt-live.service is not started by itself: see
 /etc/default/p2ikt-live.
CONTROL
(cd "$tree" && find usr etc -type f -print0 | sort -z | xargs -0 md5sum) > "$tree/DEBIAN/md5sums"
chmod 644 "$tree/DEBIAN/md5sums"
package="$root/artifacts/p2ikt-live_${version}_amd64.deb"
dpkg-deb --root-owner-group -Zxz -z1 --build "$tree" "$package" >&2
echo "$package"
