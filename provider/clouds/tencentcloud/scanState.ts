import type { ScanRecord } from "./api";

/** Whether TCSS is scanning an image, or has it in its queue. How it spells the latter is not documented. */
export function isScanning({ ScanStatus }: ScanRecord): boolean {
  return /^(scanning|wait)/i.test(ScanStatus ?? "");
}

/** Whether a task still goes on. How TCSS spells its ends is not documented, so that only what runs is told. */
export function isRunning(status: string | null | undefined): boolean {
  return /^(scanning|wait|ready|not_?scan$)/i.test(status ?? "");
}
