"""Icons that only journey boards have: of lanes, and of what stands on cards."""

from __future__ import annotations

from collections.abc import Mapping

OWN_ICONS: Mapping[str, str] = {
    "again": "M3 7a5 5 0 1 1 1 4.2 M2.6 3.2V7.2H6.6",
    "backstage": "M1.5 2.5h13 M3 2.5c0 5 .2 8-1.5 11h4c1-3 1-7 1-11 M13 2.5c0 5-.2 8 1.5 11h-4c-1-3-1-7-1-11",
    "branch": "M1.5 8h4c3 0 3-4.5 6-4.5h2.5 M5.5 8c3 0 3 4.5 6 4.5h2.5 M11.8 1.3L14.2 3.5l-2.4 2.2 M11.8 10.3l2.4 2.2"
    "-2.4 2.2",
    "contact": "M2 2.5h12v8H7.5l-3.5 3v-3H2z",
    "down": "M8 1.5v12 M3.5 9L8 13.5 12.5 9",
    "end": "M3 2.5h10v11H3z",
    "eye": "M1 8c3.4-5.6 10.6-5.6 14 0-3.4 5.6-10.6 5.6-14 0z M8 5.8a2.2 2.2 0 1 0 .01 0z",
    "feeling": "M8 1.2a6.8 6.8 0 1 0 .01 0z M5.6 5.6v.8 M10.4 5.6v.8 M5 10.2c1.4 2 4.6 2 6 0",
    "goal": "M3.5 15V1.5 M3.5 2.5h9.5l-2.5 3 2.5 3H3.5",
    "idea": "M5.6 11.2C4 10 3.2 8.6 3.2 6.8a4.8 4.8 0 0 1 9.6 0c0 1.8-.8 3.2-2.4 4.4v1.6H5.6z M6.2 15h3.6",
    "mirror": "M8 1v14 M5.5 4L1.5 8l4 4z M10.5 4l4 4-4 4z",
    "often": "M8 1.5a6.5 6.5 0 1 0 .01 0z M8 4.2V8l2.8 1.8",
    "owner": "M8 2a2.9 2.9 0 1 0 .01 0z M2.6 14.4c0-3.4 2.2-5.2 5.4-5.2s5.4 1.8 5.4 5.2z",
    "pain": "M9 1L3.5 9H8l-1 6 5.5-8H8z",
    "practice": "M2 13.5V6l6-4 6 4v7.5z M6 13.5V9.5h4v4",
    "settled": "M2 8.5l4 4 8-9.5",
    "star": "M8 1.2l2.1 4.6 5 .6-3.7 3.4 1 5L8 12.3l-4.4 2.5 1-5L.9 6.4l5-.6z",
    "support": "M1.5 12.5h13 M3 12.5V6.5 M6.4 12.5V6.5 M9.6 12.5V6.5 M13 12.5V6.5 M1.5 6.5L8 2l6.5 4.5z",
    "to": "M1.5 8h11.5 M9 3.6L13.4 8 9 12.4",
}
"""Line drawings in a square of 16, by name."""
