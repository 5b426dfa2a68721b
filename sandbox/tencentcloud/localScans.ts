import type { JsonObject, Uint64 } from "../json";
import { ScanTask } from "../scanTask";
import { plainTime } from "../vendorTime";
import type { Assumptions } from "./assumptions";
import { ASSET_FILTERS, type AssetFilter } from "./filters";
import type { LocalImage, LocalImages } from "./localImages";
import { LocalMarks } from "./localMarks";
import { filteredImages, type LocalSelection, localImagesOf, selectedLocalImages } from "./localSelection";
import { BOOL, type Fields, listOf, STRING, UINT64 } from "./parameters";
import type { LocalScan, Scans } from "./scans";
import { SCAN_TYPES, type ScanType } from "./scanTypes";
import { invalidValue, resourceNotFound, VendorError } from "./vendorError";

export type LocalScanRequest = LocalSelection & {
  ScanVul?: boolean;
  ScanVirus?: boolean;
  ScanRisk?: boolean;
  Timeout?: Uint64;
  IsOneClickScanningTask?: boolean;
};
export type StopLocalScanRequest = {
  TaskID?: string;
  Images?: readonly string[];
  Filters?: readonly AssetFilter[];
  /** One id: a text, where its namesakes elsewhere are lists. */
  ExcludeImageIds?: string;
};

/** What CreateAssetImageScanTask takes. */
export const CREATE_LOCAL_SCAN: Fields = {
  All: BOOL,
  Images: listOf(STRING),
  ScanVul: BOOL,
  ScanVirus: BOOL,
  ScanRisk: BOOL,
  Filters: ASSET_FILTERS,
  ExcludeImageIds: listOf(STRING),
  ContainerRunning: BOOL,
  ScanScope: UINT64,
  Timeout: UINT64,
  IsOneClickScanningTask: BOOL,
  ClusterIDs: listOf(STRING),
};

/** What DescribeAssetImageScanStatus takes. */
export const WHICH_LOCAL_SCAN: Fields = { TaskID: STRING };

/** What ModifyAssetImageScanStop takes. */
export const STOP_LOCAL_SCAN: Fields = {
  TaskID: STRING,
  Images: listOf(STRING),
  Filters: ASSET_FILTERS,
  ExcludeImageIds: STRING,
};

const FIRST_ID = 41_033;
const DEFAULT_TIMEOUT = 3_600;

/** The one-off scans of an account's local images, one at a time. */
export class LocalScans {
  #nextId = FIRST_ID;

  constructor(
    private readonly images: LocalImages,
    private readonly scans: Scans,
    private readonly assumptions: Assumptions,
  ) {}

  create(request: LocalScanRequest): JsonObject {
    this.scans.catchUp();
    const scanTypes = typesOf(request);
    const asked = selectedLocalImages(request, this.images);
    const chosen = asked.filter(({ IsAuthorized }) => IsAuthorized > 0);
    if (this.#running()) throw alreadyScanning("a scan task is running");
    if (chosen.length === 0 && this.assumptions.nothingToScan === "refused") {
      throw alreadyScanning("none of the images can be scanned");
    }
    const taskId = String(this.#nextId);
    this.#nextId += 1;
    const skipped = asked.filter(({ IsAuthorized }) => IsAuthorized === 0);
    this.scans.accept({
      told: {
        taskId,
        kind: "local",
        images: chosen.map(nameOf),
        skipped: skipped.map(nameOf),
        scanTypes,
        startedAt: this.scans.clock.vendorNow(),
      },
      oneClick: request.IsOneClickScanningTask === true,
      task: new ScanTask(
        chosen,
        new LocalMarks(scanTypes, this.images, this.assumptions),
        this.scans.clock,
        this.scans.pace,
        Number(request.Timeout || DEFAULT_TIMEOUT),
      ),
    });
    return { TaskID: taskId };
  }

  /** The progress of a task, the newest one when none is named. */
  describe({ TaskID }: { TaskID?: string }): JsonObject {
    this.scans.catchUp();
    const { task } = this.#scan(TaskID);
    const { scanned, safe, risky } = task.count;
    return {
      ImageTotal: task.images.size,
      ImageScanCnt: scanned,
      Status: statusOf(task),
      Schedule: task.images.size === 0 ? 100 : Math.floor((100 * scanned) / task.images.size),
      SuccessCount: safe,
      RiskCount: risky,
      LeftSeconds: task.secondsLeft,
    };
  }

  /** The account's running or last task. */
  describeLast(): JsonObject {
    this.scans.catchUp();
    const last = this.scans
      .localScans()
      .filter(({ oneClick }) => oneClick || this.assumptions.lastLocalTask === "any")
      .at(-1);
    if (!last) return { TaskID: "", LastScanTime: "", Status: "READY", SubStatus: "" };
    const { told, task } = last;
    return {
      TaskID: told.taskId,
      LastScanTime: plainTime(told.startedAt),
      Status: statusOf(task),
      SubStatus: subStatusOf(task),
    };
  }

  stop({ TaskID, Images = [], Filters = [], ExcludeImageIds = "" }: StopLocalScanRequest): JsonObject {
    this.scans.catchUp();
    const said = [Boolean(TaskID), Images.length > 0, Filters.length > 0].filter(Boolean).length;
    if (said !== 1) throw invalidValue("TaskID", TaskID ?? "");
    if (TaskID) {
      this.#scan(TaskID).task.cancel();
    } else {
      const which =
        Images.length > 0
          ? localImagesOf(Images, this.images)
          : filteredImages(Filters, [ExcludeImageIds], this.images);
      this.#running()?.task.cancel(which);
    }
    return { Status: "SUCCESS" };
  }

  #running(): LocalScan | undefined {
    return this.scans.localScans().find(({ task }) => task.running);
  }

  #scan(id: string | undefined): LocalScan {
    const scans = this.scans.localScans();
    const scan = id ? scans.find(({ told }) => told.taskId === id) : scans.at(-1);
    if (!scan) throw resourceNotFound(id ? `scan task ${id}` : "no scan task");
    return scan;
  }
}

function typesOf({ ScanVul = false, ScanVirus = false, ScanRisk = false }: LocalScanRequest): ScanType[] {
  const asked = { CVE: ScanVul, VIRUS: ScanVirus, RISK: ScanRisk };
  const types = SCAN_TYPES.filter((type) => asked[type]);
  if (types.length === 0) throw invalidValue("ScanVul", ScanVul);
  return types;
}

function statusOf(task: ScanTask<LocalImage>): string {
  if (!task.running) return "END";
  return task.started ? "SCANNING" : "READY";
}

function subStatusOf({ state, count, images }: ScanTask<LocalImage>): string {
  switch (state) {
    case "scanning":
      return "";
    case "canceled":
      return "Cancel";
    case "timedOut":
      return "Timeout";
    case "ended":
      return images.size > 0 && count.safe + count.risky === 0 ? "Error" : "Success";
  }
}

function nameOf({ ImageName }: LocalImage): string {
  return ImageName;
}

/** The vendor has one code for two causes. */
function alreadyScanning(why: string): VendorError {
  return new VendorError("FailedOperation.ErrAlreadyScanning", `The images cannot be scanned: ${why}.`);
}
