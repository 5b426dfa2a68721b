import { word } from "../../core/answer";
import { asScanError, ScanError } from "../../core/errors";
import type { Accepted } from "../../core/task";
import type { SasActions, ScanTaskData } from "./api";
import type { SasClient } from "./client";
import type { OnceTasks } from "./onceTasks";

/** How many scans of images an account runs at a time. */
const mostRunning = 10;

type Creation =
  | "PublicSyncAndCreateImageScanTask"
  | "PublicCreateImageScanTask"
  | "CreateContainerScanTask"
  | "CreateContainerScanTaskByAppName";

/** Creates a scan. An account that is full is a Conflict, in whichever way SAS says so. */
export async function createScan<A extends Creation>(
  client: SasClient,
  tasks: OnceTasks,
  now: () => number,
  action: A,
  request: SasActions[A]["request"],
): Promise<Accepted> {
  for (let tries = 1; ; tries += 1) {
    let data: ScanTaskData | null | undefined;
    try {
      data = (await client.callOnce(action, request)).Data;
    } catch (failure) {
      const error = asScanError(failure, action);
      // A refusal whose code nobody has documented: what SAS is doing tells whether it means "full".
      const unclear = ["Unknown", "QuotaExceeded", "Conflict"].includes(error.kind);
      if (!unclear || !error.details.code) throw error;
      // A list of parts says more than there are scans: at worst a refusal of another kind is waited out.
      const running = new Set((await tasks.unfinished(now())).map(({ TaskId }) => TaskId));
      if (running.size >= mostRunning) throw full(action, error);
      // One may have ended since it refused: only what it says twice is meant.
      if (tries > 1) throw error;
      continue;
    }
    const taskId = word(data?.TaskId);
    if (taskId !== undefined) return { taskId };
    if (data?.CanCreate === false) throw full(action);
    throw new ScanError({
      kind: "Unknown",
      action,
      code: word(data?.Result),
      text: "the answer has no TaskId",
      remedy: "See in Security Center's console whether a scan runs, and run the update again.",
    });
  }
}

function full(action: string, error?: ScanError): ScanError {
  return new ScanError({
    kind: "Conflict",
    action,
    code: error?.details.code,
    text: error?.details.text ?? `the account runs ${mostRunning} scans of images, which is all it may`,
    requestId: error?.details.requestId,
    remedy: `Security Center runs ${mostRunning} scans of images at a time.`,
    mayHaveActed: false,
  });
}
