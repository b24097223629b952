"""The lab: a page on which a small network is watched, changed and rewound while it trains."""
