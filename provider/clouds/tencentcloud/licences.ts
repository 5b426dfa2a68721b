import { ScanError } from "../../core/errors";
import type { Allowance } from "../../core/examination";
import type { ScanRecord, TcssActions } from "./api";
import type { TcssClient } from "./client";

/** Whether TCSS may scan an image. It documents 0 and 1, and shows larger numbers. */
export function isAuthorized({ IsAuthorized }: ScanRecord): boolean {
  // Where it does not say, the submission will.
  return (IsAuthorized ?? 1) > 0;
}

/** Refuses images that TCSS will not scan. Licences cost money: they are never used up unasked. */
export async function refuseUnauthorized(
  client: TcssClient,
  images: Readonly<Record<string, ScanRecord>>,
): Promise<void> {
  const unauthorized = Object.entries(images)
    .filter(([, record]) => !isAuthorized(record))
    .map(([key]) => key);
  if (unauthorized.length === 0) return;
  const rest = unauthorized.length - 10;
  throw new ScanError({
    kind: "QuotaExceeded",
    action: "licences",
    text:
      `${unauthorized.length} of ${Object.keys(images).length} images are not authorised for scanning ` +
      `(${unauthorized.slice(0, 10).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}); ${await licencesLeft(client)}`,
    remedy: "Authorise them in TCSS's console, or take them out of the set. Nothing was submitted.",
    mayHaveActed: false,
  });
}

/** How many licences there are and are left, in words. */
export async function licencesLeft(client: TcssClient): Promise<string> {
  return licencesTold(await client.call("DescribeImageAuthorizedInfo", {})).text;
}

/** The same of an answer that is there already, with what to do when TCSS scans nothing at all. */
export function licencesTold({
  TotalAuthorizedCnt: total,
  UsedAuthorizedCnt: used,
}: TcssActions["DescribeImageAuthorizedInfo"]["response"]): Allowance {
  if (typeof total !== "number" || typeof used !== "number")
    return { text: "TCSS does not say how many licences are left" };
  const text = `${total - used} of ${total} licences are left`;
  // Where all are in use, the images that have one are scanned all the same.
  if (total > 0) return { text };
  return {
    text,
    remedy: "Buy licences in TCSS's console, or start its trial: it scans authorised images only.",
  };
}
