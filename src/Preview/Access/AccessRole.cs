using System.Text.Json.Serialization;

namespace P2IKT.Live.Preview.Access;

/// <summary>What a visitor may do. Each role includes the ones before it.</summary>
[JsonConverter(typeof(AccessRoleJsonConverter))]
public enum AccessRole
{
    /// <summary>Without a token: the page that explains pairing, scripts and styles, the certificate of the authority.</summary>
    Anyone,

    /// <summary>Sees the live view, its readings, the clips. Changes nothing that others see.</summary>
    Watch,

    /// <summary>Does everything: releases, records, drives the lens, changes settings, sees the viewers and the pairing links.</summary>
    Control,
}
