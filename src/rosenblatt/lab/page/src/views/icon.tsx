// Icons of the bars, drawn in the colour of the text.
const PATHS: Readonly<Record<string, string>> = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  first: "M3 3h2v10H3zM13 3v10L6 8z",
  back: "M11 3v10L4 8z",
  epoch: "M3 3v10l7-5zM11 3h2v10h-2z",
  batch: "M6 4v8l5-4z",
  stop: "M2 3v10l5-5zM7 3v10l5-5zM12 3h2v10h-2z",
  undo: "M6 2 2 6l4 4V7.2h3.5a2.4 2.4 0 0 1 0 4.8H6v2h3.5a4.4 4.4 0 0 0 0-8.8H6z",
  redo: "M10 2l4 4-4 4V7.2H6.500a2.4 2.4 0 0 0 0 4.800H10v2H6.500a4.4 4.4 0 0 1 0-8.800H10z",
  up: "M3 10l5-5 5 5-1.200 1.200L8 7.400l-3.800 3.800z",
  down: "M3 6l5 5 5-5-1.200-1.200L8 8.600 4.200 4.800z",
  light: "M8 4.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM7.300 0h1.400v3H7.300zM7.300 13h1.400v3H7.300zM0 7.300h3v1.400H0zM13 7.300h3v1.400h-3z",
  dark: "M6 1.500a6.500 6.500 0 1 0 8.500 8.500A5.500 5.500 0 0 1 6 1.500z",
};

export function Icon({ name }: { name: string }) {
  return (
    <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name] ?? ""} fill="currentColor" />
    </svg>
  );
}
