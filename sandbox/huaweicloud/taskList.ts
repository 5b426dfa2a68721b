import type { JsonObject } from "../json";
import type { Asset } from "./asset";
import type { Assumptions } from "./assumptions";
import { PAGED, pageOf } from "./imageLists";
import { isIn } from "./manualScans";
import { type Fields, int, required, string, word } from "./parameters";
import { SCAN_SCOPE } from "./scanScope";
import type { AcceptedScan, Scans } from "./scans";
import type { ScanState } from "./scanTask";
import type { Scope } from "./scope";

const MAX_TIME = 4_070_880_000_000;
/** No list of tasks tells of more. */
const MAX_LISTED = 1_000;

/** What ListImageScanTask takes. */
export const LIST_TASKS: Fields = {
  ...PAGED,
  type: required(word("image_scan", "image_sync")),
  global_image_type: word("local", "registry"),
  task_type: word("cycle", "manual", "autoSync", "manualSync"),
  task_name: string(1, 256),
  task_id: string(1, 256),
  create_time: int(0, MAX_TIME),
  end_time: int(0, MAX_TIME),
  task_status: word("scanning", "finished"),
  scan_scope: SCAN_SCOPE,
};

const STATUS_OF: Readonly<Record<Exclude<ScanState, "scanning">, number>> = {
  ended: 100,
  canceled: -1,
  timedOut: -2,
  abnormal: -3,
};
const FAILURE_OF: Partial<Record<ScanState, string>> = {
  timedOut: "task_timeout",
  abnormal: "task_abnormal",
};

/** The tasks as HSS lists them. */
export class TaskList {
  constructor(
    private readonly scans: Scans,
    private readonly policyId: string,
    private readonly assumptions: Assumptions,
  ) {}

  /** ListImageScanTask. The sandbox synchronizes nothing, so there is no task of type image_sync. */
  list(request: JsonObject, scope: Scope): JsonObject {
    const scans = request.type === "image_scan" ? this.scans.listed() : [];
    const kept = scans.filter((scan) => isIn(scope, scan) && this.#fits(scan, request)).slice(-MAX_LISTED);
    return pageOf(
      this.#ordered(kept).map((scan) => this.#row(scan)),
      request,
    );
  }

  #fits({ told, task, taskName }: AcceptedScan, request: JsonObject): boolean {
    const is = (name: string, value: unknown) => request[name] === undefined || request[name] === value;
    const { imageTypeOmitted } = this.assumptions;
    const { global_image_type = imageTypeOmitted === "registry" ? "registry" : told.kind } = request;
    return (
      global_image_type === told.kind &&
      is("task_type", told.taskType) &&
      is("task_id", told.taskId) &&
      is("scan_scope", told.scanScope) &&
      is("task_status", task.running ? "scanning" : "finished") &&
      taskName.includes(String(request.task_name ?? "")) &&
      this.#isInTime(told.startedAt, task.endedAt, request)
    );
  }

  #isInTime(startedAt: number, endedAt: number | undefined, request: JsonObject): boolean {
    const exact = this.assumptions.timeFilters === "exact";
    const [from, until] = [Number(request.create_time ?? 0), Number(request.end_time ?? Infinity)];
    if (until !== Infinity && endedAt === undefined) return false;
    if (!exact) return startedAt >= from && (endedAt ?? 0) <= until;
    return (from === 0 || startedAt === from) && (until === Infinity || endedAt === until);
  }

  #ordered(oldestFirst: readonly AcceptedScan[]): readonly AcceptedScan[] {
    switch (this.assumptions.taskOrder) {
      case "oldestFirst":
        return oldestFirst;
      case "newestFirst":
        return [...oldestFirst].reverse();
      case "unordered":
        // Ids are random, so their order means nothing.
        return [...oldestFirst].sort((a, b) => (a.told.taskId < b.told.taskId ? -1 : 1));
    }
  }

  #row({ told, task, taskName }: AcceptedScan): JsonObject {
    const { success, failed, risky } = task.count;
    const untilEnd = this.assumptions.runningEndTime === "zero" ? { end_time: 0 } : {};
    return {
      task_id: told.taskId,
      policy_id: this.policyId,
      task_name: taskName,
      begin_time: told.startedAt,
      ...(task.endedAt === undefined ? untilEnd : { end_time: task.endedAt }),
      remain_min: task.minutesLeft,
      task_type: told.taskType,
      image_type: told.kind,
      task_status: task.state === "scanning" ? task.percent : STATUS_OF[task.state],
      scan_scope: told.scanScope,
      rate_limit: told.rateLimit,
      is_all: told.isAll,
      failed_num: failed,
      success_num: success,
      total_num: told.images.length,
      risky_num: risky,
      failed_reason: FAILURE_OF[task.state] ?? "",
      failed_images: task.failed.map(failedImage),
    };
  }
}

const FAILED_FIELDS = [
  "id",
  "registry_id",
  "registry_name",
  "image_name",
  "image_version",
  "namespace",
  "registry_type",
];

/** What a task tells of an image whose scan failed. A local image has fewer of these fields. */
function failedImage({ row }: Asset): JsonObject {
  const { scan_failed_code, scan_failed_desc, ...fields } = row as JsonObject & Asset["row"];
  const told = Object.entries(fields).filter(([name]) => FAILED_FIELDS.includes(name));
  return { ...Object.fromEntries(told), failed_reason: scan_failed_code ?? scan_failed_desc ?? "" };
}
