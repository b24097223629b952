/** Colours and markers of rosenblatt/plots/base/palette.py, written by tools/page_palette.py. */

export const LIGHT = {
  "INK": "#1d2129",
  "MUTED": "#5a616c",
  "RULE": "#8b929c",
  "FAINT": "#dfe2e6",
  "GROUND": "#eff1f4",
  "PAPER": "#ffffff",
  "POSITIVE": "#1b5fad",
  "NEGATIVE": "#ad5f00",
  "TRAINING": "#1d2129",
  "VALIDATION": "#007a5e",
  "CLASSES": [
    "#832db6",
    "#92dadd",
    "#bd1f01",
    "#b9ac70",
    "#717581",
    "#a96b59",
    "#94a4a2",
    "#3f90da",
    "#ffa90e",
    "#e76300"
  ],
  "EDGES": [
    "#832db6",
    "#577d83",
    "#bd1f01",
    "#827b57",
    "#717581",
    "#a96b59",
    "#707d7e",
    "#3a7fbf",
    "#a57319",
    "#c95906"
  ],
  "TINTS": [
    "#e2cfee",
    "#d5f1f2",
    "#efcac3",
    "#e8e4d1",
    "#dbdcdf",
    "#e9d9d4",
    "#dee3e3",
    "#cae0f5",
    "#ffe1ab",
    "#f8d4b8"
  ],
  "VALUES": [
    "#f4f1e6",
    "#c9d3c0",
    "#8fb3ac",
    "#568d97",
    "#2f6480",
    "#1e3a5c"
  ]
};

export const DARK = {
  "INK": "#d0d6e1",
  "MUTED": "#929aa6",
  "RULE": "#616771",
  "FAINT": "#26282b",
  "GROUND": "#1f2022",
  "PAPER": "#14181e",
  "POSITIVE": "#5b9df0",
  "NEGATIVE": "#c07122",
  "TRAINING": "#d0d6e1",
  "VALIDATION": "#3a9d7f",
  "CLASSES": [
    "#c574fe",
    "#92dadd",
    "#de442b",
    "#b9ac70",
    "#777b87",
    "#a96b59",
    "#96a6a4",
    "#2c7fc7",
    "#ffa90e",
    "#f36e1c"
  ],
  "EDGES": [
    "#c574fe",
    "#60868c",
    "#de442b",
    "#847d59",
    "#777b87",
    "#a96b59",
    "#717f80",
    "#3a7fbf",
    "#a27015",
    "#cb5b0b"
  ],
  "TINTS": [
    "#382941",
    "#0f2627",
    "#452924",
    "#2a2719",
    "#2a2b2d",
    "#342825",
    "#252929",
    "#1b2c3c",
    "#342402",
    "#41260d"
  ],
  "VALUES": [
    "#222018",
    "#2e3526",
    "#355650",
    "#447a84",
    "#6da2c1",
    "#a0c1eb"
  ]
};

export type Colours = typeof LIGHT;

export const CLASS_MARKERS = ["o", "s", "^", "D", "v", "P", "X", "<", "p", ">"];

export const MARKER_SCALE: Record<string, number> = {
  "o": 1.0,
  "s": 0.88,
  "^": 1.08,
  "D": 0.8,
  "v": 1.08,
  "P": 1.08,
  "X": 1.08,
  "<": 1.08,
  "p": 1.08,
  ">": 1.08
};
