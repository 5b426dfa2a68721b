import { defaulted, flag, oneOf } from "./fields";
import type { Description } from "./resource";

/** Inputs that every schedule has, whatever its vendor calls them. */
export const enabledField = defaulted(flag, true, { doc: "Whether the schedule runs." });

/** How a schedule is taken over and given back. No vendor knows of it. */
export const takeOverFields = {
  adopt: defaulted(flag, false, {
    doc: "Whether a schedule that is switched on already, and differs, may be taken over. It is given back on delete.",
    change: "local",
  }),
  onDelete: defaulted(oneOf("restore", "disable"), "restore", {
    doc:
      "What a delete does: give back the setting found at creation, or switch the schedule off. To leave it " +
      "running use Pulumi's `retainOnDelete`.",
    change: "local",
  }),
} as const;

/** Outputs that every schedule has. */
export const takeOverOutputs: Description["outputs"] = {
  previous: {
    type: "{ version: number; at: string; asWanted: boolean; setting: Record<string, unknown> | null }",
    doc: "The setting found when the schedule was taken over, which a delete gives back; `setting` is null if there was none.",
  },
  written: {
    type: "string[]",
    doc: "Fingerprints of our writes that may stand at the vendor: normally one.",
  },
};
