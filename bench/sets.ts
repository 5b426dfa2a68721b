import type { Properties } from "../provider/core/wire";

/** The names of so many images. */
export function namesOf(images: number): string[] {
  return Array.from({ length: images }, (_, index) => `bulk/service-${index % 100}:1.${index}`);
}

/** `kept` with so many images: their names, and what a task of TCSS keeps of each. */
export function withImages(images: number): { readonly images: Properties; readonly resolved: Properties } {
  const names = namesOf(images);
  return {
    images: Object.fromEntries(names.map((name) => [name, ""])),
    resolved: Object.fromEntries(names.map((name, index) => [name, handed(index)])),
  };
}

/** What the engine hands to check and diff for a task of so many images, in which nothing has changed. */
export function setOf(images: number): Record<"olds" | "news" | "state", Properties> {
  const kept = withImages(images);
  const inputs = {
    images: kept.images,
    scanTypes: ["malware", "sensitiveInfo", "vulnerability"],
    rescan: "changed",
    onBusy: "wait",
    queueTimeoutSeconds: 3600,
    cancelOnDelete: true,
    profile: "default",
    site: "mainland",
  };
  return {
    olds: inputs,
    news: { images: namesOf(images) },
    state: { ...inputs, runs: [], resolved: kept.resolved, followed: [] },
  };
}

function handed(index: number): { id: string; digest: string; scannedAt: string } {
  const digest = `sha256:${String(index).padStart(64, "0")}`;
  return { id: String(110_207_177 + index), digest, scannedAt: "2026-11-22 03:00:00" };
}
