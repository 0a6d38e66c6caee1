#!/usr/bin/env bash
# Lists the native parts of a published folder with what each needs from the system, and fails when the folder cannot work without
# something that no package of the system has.
#   packaging/native-parts.sh FOLDER
# Exit codes: 0 complete, 1 something is missing, 2 wrong usage.
set -euo pipefail
[ $# -eq 1 ] && [ -d "$1" ] || { echo "native-parts: name a published folder, such as artifacts/publish/linux-x64" >&2; exit 2; }
folder=$1
command -v readelf >/dev/null && command -v objdump >/dev/null || { echo "native-parts: readelf and objdump are missing: install binutils" >&2; exit 1; }
shopt -s nullglob nocasematch

# What the part needs, one a line: shared objects of an ELF file, DLLs of a PE file.
needs() {
    case $1 in
        *.dll | *.exe) objdump -p "$1" 2>/dev/null | sed -n 's/^\s*DLL Name: //p' ;;
        *) readelf -d "$1" 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' ;;
    esac
}
is_native() {
    case $1 in
        *.so | *.so.* | *.dylib) ;;
        *.dll | *.exe) # native, unless the optional header's 15th directory, the CLI header, is set
            objdump -p "$1" 2>/dev/null | grep -qE '^Entry e 0*0 0*0 ' || return 1 ;;
        *) [ -x "$1" ] && [ "$(head -c 4 "$1" | tail -c 3)" = ELF ] || return 1 ;;
    esac
}
# Libraries that every system of that kind has.
is_base() {
    case $1 in
        libc.so.* | libm.so.* | libdl.so.* | libpthread.so.* | librt.so.* | libgcc_s.so.* | libstdc++.so.* | ld-linux*) ;;
        kernel32.dll | user32.dll | advapi32.dll | ole32.dll | oleaut32.dll | ntdll.dll | ws2_32.dll | bcrypt.dll | crypt32.dll | api-ms-win-*) ;;
        shell32.dll | shlwapi.dll | gdi32.dll | comdlg32.dll | setupapi.dll | rpcrt4.dll | ncrypt.dll | secur32.dll | iphlpapi.dll | version.dll) ;;
        mf.dll | mfplat.dll | mfreadwrite.dll | dxgi.dll | d3d11.dll | d3d12.dll | dbghelp.dll | winmm.dll | avicap32.dll | avifil32.dll | msvfw32.dll) ;;
        psapi.dll | userenv.dll | dnsapi.dll | usp10.dll | msimg32.dll | comctl32.dll | imm32.dll | windowscodecs.dll | dwrite.dll | d2d1.dll) ;;
        *) return 1 ;;
    esac
}

missing=()
count=0
while IFS= read -r -d '' part; do
    is_native "$part" || continue
    count=$((count + 1))
    outside=()
    while IFS= read -r library; do
        { [ -z "$library" ] || is_base "$library" || [ -e "$folder/$library" ]; } && continue
        [ -n "$(find "$folder" -iname "$library" -print -quit)" ] || outside+=("$library")
    done < <(needs "$part")
    printf '%-52s %s\n' "${part#"$folder"/}" "${outside[*]:-(nothing beside the system)}"
done < <(find "$folder" -type f -print0 | sort -z)
[ "$count" -gt 0 ] || { echo "native-parts: there are none in $folder" >&2; exit 1; }

# What the program cannot do without.
for wanted in OpenCvSharpExtern onnxruntime vips; do
    [ -n "$(find "$folder" -iname "*$wanted*" ! -iname '*.managed.dll' \( -name '*.so*' -o -iname 'lib*.dll' -o -iname "$wanted.dll" \) -print -quit)" ] || missing+=("$wanted")
done
if [ ${#missing[@]} -gt 0 ]; then
    echo "native-parts: $folder lacks ${missing[*]}: no package has it for this platform; build it for the platform, and put it there" >&2
    exit 1
fi
