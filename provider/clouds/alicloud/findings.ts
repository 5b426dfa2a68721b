import type { Findings, Judged, Level } from "../../core/gate";
import { type SeverityWords, severities } from "../../core/severities";
import type { SasClient } from "./client";

/** SAS's words for how soon a vulnerability is to be mended. */
const necessities = { high: "asap", medium: "later", low: "nntf" } as const satisfies SeverityWords;

/** What SAS counts in any image. */
export const vulnerabilityLevels = Object.keys(necessities) as Judged["levels"];

/** An image of which a result is to be judged. */
export interface Scanned {
  /** As SAS spells it. */
  readonly digest: string;
  /** How many vulnerabilities SAS's list of images says that it has, where there is such a list. */
  readonly vulnerabilities?: number;
}

/** How many vulnerabilities an image has, of those levels that are `counted`; in words, why there is no telling. */
export function vulnerabilitiesIn(
  client: SasClient,
  { digest, vulnerabilities }: Scanned,
  counted: readonly Level[],
): Promise<Findings | string> {
  return severities(necessities, counted, vulnerabilities, async (Necessity) => {
    const { TotalCount } = await client.call("DescribeImageVulList", {
      Type: "cve",
      Digest: digest,
      ...(Necessity === undefined ? {} : { Necessity }),
      CurrentPage: 1,
      PageSize: 1,
    });
    return typeof TotalCount === "number" ? TotalCount : undefined;
  });
}
