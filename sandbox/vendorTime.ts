const BEIJING_MS = 8 * 60 * 60 * 1_000;

/** `2026-03-02T04:12:30+08:00`: a moment the way these vendors write it with its offset. */
export function zonedTime(at: number): string {
  return `${inBeijing(at)}+08:00`;
}

/** `2026-03-02 04:12:30`: a moment the way these vendors write it without one, which is Beijing's time. */
export function plainTime(at: number): string {
  return inBeijing(at).replace("T", " ");
}

function inBeijing(at: number): string {
  return new Date(at + BEIJING_MS).toISOString().slice(0, 19);
}
