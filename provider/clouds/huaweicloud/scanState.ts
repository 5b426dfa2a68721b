import type { ImageRow, ScanTaskRow } from "./api";

/** Whether HSS is scanning an image, or has it in its queue, which it spells in two ways. */
export function isScanning({ scan_status }: ImageRow): boolean {
  return /^(scanning|waiting)/.test(scan_status ?? "");
}

/** Whether a scan still goes on: from 0 to 99 it is a percentage, 100 and below 0 are its ends. */
export function isRunning({ task_status }: ScanTaskRow): boolean {
  return typeof task_status === "number" && task_status >= 0 && task_status < 100;
}

/** When an image was last scanned, in HSS's words; "0" if never. */
export function scannedAt({ latest_scan_time }: ImageRow): string {
  return String(latest_scan_time ?? 0);
}
