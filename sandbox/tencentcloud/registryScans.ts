import type { JsonObject, Uint64 } from "../json";
import { ScanTask } from "../scanTask";
import type { Assumptions } from "./assumptions";
import { ASSET_FILTERS } from "./filters";
import { IMAGE_INFOS } from "./imageInfo";
import { BOOL, type Fields, listOf, STRING, UINT64 } from "./parameters";
import { listAs } from "./readBack";
import { type RegistryImage, referenceOf } from "./registryImage";
import type { RegistryImages } from "./registryImages";
import { isRisky, RegistryMarks, scanStatusOf } from "./registryMarks";
import {
  namedImages,
  type OneKeySelection,
  oneKeyImages,
  type RegistrySelection,
  saysWhich,
  selectedImages,
} from "./registrySelection";
import type { RegistryScan, Scans } from "./scans";
import { scanTypesOf } from "./scanTypes";
import { invalidValue, missingParameter, resourceNotFound, VendorError } from "./vendorError";

type HowToScan = { ScanType?: readonly string[]; Timeout?: Uint64 };
type RegistryScanRequest = RegistrySelection & HowToScan;
type OneKeyScanRequest = OneKeySelection & HowToScan;
type WhichRegistryScan = RegistrySelection & { TaskID?: Uint64 };

const WHICH_IMAGES: Fields = { All: BOOL, Images: IMAGE_INFOS, Id: listOf(UINT64) };
const TASK_ID: Fields = { TaskID: { ...UINT64, only: "mainland" } };
const BY_FILTER: Fields = { Filters: ASSET_FILTERS, ExcludeImageList: listOf(UINT64), OnlyScanLatest: BOOL };
const HOW: Fields = { ScanType: listOf(STRING), Timeout: UINT64 };

/** What CreateAssetImageRegistryScanTask takes. */
export const CREATE_REGISTRY_SCAN: Fields = { ...WHICH_IMAGES, ...BY_FILTER, ...HOW };

/** What CreateAssetImageRegistryScanTaskOneKey takes. */
export const CREATE_ONE_KEY_SCAN: Fields = {
  ...WHICH_IMAGES,
  ...HOW,
  ExcludeIDs: listOf(UINT64),
  IsLatest: BOOL,
  ScanScope: UINT64,
  RegistryType: listOf(STRING),
  Namespace: listOf(STRING),
  ContainerRunning: BOOL,
};

/** What DescribeAssetImageRegistryScanStatusOneKey and ModifyAssetImageRegistryScanStopOneKey take. */
export const WHICH_ONE_KEY_SCAN: Fields = { ...WHICH_IMAGES, ...TASK_ID };

/** What ModifyAssetImageRegistryScanStop takes. */
export const STOP_REGISTRY_SCAN: Fields = { ...WHICH_IMAGES, ...BY_FILTER, ...TASK_ID };

const DEFAULT_TIMEOUT = 86_400;

/** The one-off scans of an account's registry images. Any number of tasks run side by side. */
export class RegistryScans {
  #nextId = 1;

  constructor(
    private readonly images: RegistryImages,
    private readonly scans: Scans,
    private readonly assumptions: Assumptions,
  ) {}

  create(request: RegistryScanRequest): JsonObject {
    return this.#start(selectedImages(request, this.images), request);
  }

  createOneKey(request: OneKeyScanRequest): JsonObject {
    return this.#start(oneKeyImages(request, this.images), request);
  }

  /**
   * By TaskID, that task as a whole; else by ids or coordinates, each image as it is; else for `All` the images
   * of every running task, or of the newest one when none runs.
   */
  describe(request: WhichRegistryScan): JsonObject {
    this.scans.catchUp();
    if (request.TaskID !== undefined) return this.#describeTask(this.#scan(request.TaskID));
    if (!saysWhich(request)) throw missingParameter("Id");
    if (!request.All) return this.#describeImages(namedImages(request, this.images));
    const scans = this.scans.registryScans();
    const running = scans.filter(({ task }) => task.running);
    const [one, another] = running.length > 0 ? running : scans.slice(-1);
    if (!one) throw resourceNotFound("no scan task");
    if (!another) return this.#describeTask(one);
    return this.#describeImages(running.flatMap(({ task }) => [...task.images.keys()]));
  }

  /** Stops the images named, or all, in the task named, or in every running one. */
  stop(request: WhichRegistryScan): void {
    this.scans.catchUp();
    const { TaskID } = request;
    const which = saysWhich(request) && !request.All ? selectedImages(request, this.images) : undefined;
    if (TaskID === undefined && !saysWhich(request)) throw invalidValue("Id", []);
    const scans = TaskID === undefined ? this.scans.registryScans() : [this.#scan(TaskID)];
    for (const { task } of scans) if (task.running) task.cancel(which);
  }

  #start(asked: readonly RegistryImage[], { ScanType, Timeout }: HowToScan): JsonObject {
    this.scans.catchUp();
    const scanTypes = scanTypesOf(ScanType);
    const running = this.scans.registryScans().filter(({ task }) => task.running);
    const canBeScanned = (image: RegistryImage) =>
      image.IsAuthorized > 0 && !running.some(({ task }) => task.isBusyWith(image));
    const chosen = asked.filter(canBeScanned);
    if (chosen.length === 0 && this.assumptions.nothingToScan === "refused") {
      throw new VendorError("FailedOperation", "None of the images can be scanned.");
    }
    const taskId = this.#nextId;
    this.#nextId += 1;
    const startedAt = this.scans.clock.vendorNow();
    const skipped = asked.length === chosen.length ? [] : asked.filter((image) => !canBeScanned(image));
    this.scans.accept({
      told: {
        taskId,
        kind: "registry",
        images: chosen.map(referenceOf),
        skipped: skipped.map(referenceOf),
        scanTypes,
        startedAt,
      },
      task: new ScanTask(
        chosen,
        new RegistryMarks(scanTypes, this.images, this.assumptions),
        this.scans.clock,
        this.scans.pace,
        Number(Timeout || DEFAULT_TIMEOUT),
      ),
    });
    return this.assumptions.registryTaskId === "told" ? { TaskID: taskId } : {};
  }

  #scan(id: Uint64): RegistryScan {
    const scan = this.scans.registryScans().find(({ told }) => String(told.taskId) === String(id));
    if (!scan) throw resourceNotFound(`scan task ${id}`);
    return scan;
  }

  #describeTask({ task }: RegistryScan): JsonObject {
    const { assumptions } = this;
    const words = { ended: assumptions.endedStatus, canceled: "CANCELED", timedOut: "SCAN_TIMEOUT" };
    const { scanned, safe, risky } = task.count;
    return {
      ImageTotal: task.images.size,
      ImageScanCnt: scanned,
      SuccessCount: safe,
      RiskCount: risky,
      Schedule: task.images.size === 0 ? 100 : Math.floor((100 * scanned) / task.images.size),
      Status:
        task.state === "scanning"
          ? task.started
            ? "SCANNING"
            : assumptions.waitingStatus
          : words[task.state],
      ScanRemainTime: task.secondsLeft,
      ImageStatus: this.#lines([...task.images], ([image, state]) =>
        progressOf(image, scanStatusOf(state, assumptions), task.percentOf(image)),
      ),
    };
  }

  #describeImages(images: readonly RegistryImage[]): JsonObject {
    const running = this.scans.registryScans().filter(({ task }) => task.running);
    const tasks = running.filter(({ task }) => images.some((image) => task.isBusyWith(image)));
    const ended = images.filter(({ ScanStatus }) => ["SCANNED", "SCAN_ERR"].includes(ScanStatus));
    const scanned = ended.filter(({ ScanStatus }) => ScanStatus === "SCANNED");
    const risky = scanned.filter((image) => isRisky(image)).length;
    return {
      ImageTotal: images.length,
      ImageScanCnt: ended.length,
      SuccessCount: scanned.length - risky,
      RiskCount: risky,
      Schedule: Math.floor((100 * ended.length) / images.length),
      Status: this.#statusOf(images, tasks),
      ScanRemainTime: Math.max(0, ...tasks.map(({ task }) => task.secondsLeft)),
      ImageStatus: this.#lines(images, (image) => progressOf(image, image.ScanStatus, image.Progress)),
    };
  }

  #statusOf(images: readonly RegistryImage[], tasks: readonly RegistryScan[]): string {
    if (tasks.length > 0) {
      return tasks.some(({ task }) => task.started) ? "SCANNING" : this.assumptions.waitingStatus;
    }
    const all = (status: string) => images.every(({ ScanStatus }) => ScanStatus === status);
    if (all("NOT_SCAN")) return "NOT_SCAN";
    return all("CANCELED") ? "CANCELED" : this.assumptions.endedStatus;
  }

  #lines<Of>(of: readonly Of[], line: (of: Of) => JsonObject): readonly JsonObject[] | null {
    return listAs(this.assumptions.imageProgress === "empty" ? [] : of.map(line), this.assumptions);
  }
}

function progressOf(image: RegistryImage, ScanStatus: string, percent: number): JsonObject {
  return {
    ImageId: image.ImageId,
    RegistryType: image.RegistryType,
    ImageRepoAddress: image.ImageRepoAddress,
    InstanceId: image.InstanceId,
    InstanceName: image.InstanceName,
    Namespace: image.Namespace,
    ImageName: image.ImageName,
    ImageTag: image.ImageTag,
    ScanStatus,
    CveProgress: percent,
    RiskProgress: percent,
    VirusProgress: percent,
  };
}
