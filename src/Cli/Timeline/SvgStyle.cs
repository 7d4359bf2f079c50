namespace LocalPods.Cli.Timeline;

/// <summary>How the parts of a drawn timeline look, in light and dark.</summary>
internal static class SvgStyle
{
    public const string Text = """

        text { font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 12px; fill: #1c2530; }
        .ground { fill: #ffffff; }
        .title { font-size: 18px; font-weight: 600; }
        .name { font-weight: 600; }
        .note, .axis, .probe { fill: #66727f; font-size: 11.5px; }
        .axis { text-anchor: middle; }
        .grid { stroke: #e4e8ec; stroke-width: 1; }
        .base { stroke: #c2cad2; stroke-width: 1; stroke-dasharray: 2 4; }
        .in { text-anchor: middle; font-size: 11px; }
        .pull rect { fill: #1c7ed6; } .create rect { fill: #7048e8; } .hook rect { fill: #0b7285; } .ready rect { fill: #2b8a3e; }
        .pull text, .create text, .hook text, .ready text { fill: #ffffff; }
        .running rect { fill: #a9dfb4; } .running text { fill: #14351c; }
        .stopping rect { fill: #f59f00; } .stopping text { fill: #3b2600; }
        .backoff rect { fill: url(#wait); } .hatch-ground { fill: #dee2e6; } .hatch-line { fill: #ced4da; } .backoff text { fill: #343a40; }
        .mark line { stroke: #1c2530; stroke-width: 1.5; } .mark text { font-size: 11px; }
        .bad line { stroke: #c92a2a; stroke-width: 2; } .bad text { fill: #c92a2a; font-weight: 600; }
        .pass, .fail { fill: none; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; pointer-events: bounding-box; }
        .pass { stroke: #2b8a3e; } .fail { stroke: #c92a2a; }
        @media (prefers-color-scheme: dark) {
          .ground { fill: #12171d; } .title, .name, .mark text { fill: #e6ebf0; } .note, .axis, .probe { fill: #9aa7b4; }
          .grid { stroke: #26303a; } .base { stroke: #46535f; } .mark line { stroke: #e6ebf0; }
          .hatch-ground { fill: #343d47; } .hatch-line { fill: #46515c; } .backoff text { fill: #e6ebf0; }
          .bad line { stroke: #ff7b72; } .bad text { fill: #ff7b72; } .pass { stroke: #56d364; } .fail { stroke: #ff7b72; }
        }

        """;

    public static string ClassOf(SegmentKind kind) => kind switch
    {
        SegmentKind.Waiting or SegmentKind.Ended => "none",
        SegmentKind.Pulling => "pull",
        SegmentKind.Creating => "create",
        SegmentKind.PostStart or SegmentKind.PreStop => "hook",
        SegmentKind.Running => "running",
        SegmentKind.Ready => "ready",
        SegmentKind.Stopping => "stopping",
        SegmentKind.BackingOff => "backoff",
    };

    /// <summary>The word for it, in the picture and elsewhere.</summary>
    public static string NameOf(SegmentKind kind) => kind switch
    {
        SegmentKind.Waiting => "waiting",
        SegmentKind.Pulling => "pull",
        SegmentKind.Creating => "create",
        SegmentKind.PostStart => "postStart",
        SegmentKind.Running => "running, not ready",
        SegmentKind.Ready => "ready",
        SegmentKind.PreStop => "preStop",
        SegmentKind.Stopping => "after TERM",
        SegmentKind.BackingOff => "back-off",
        SegmentKind.Ended => "ended",
    };
}
