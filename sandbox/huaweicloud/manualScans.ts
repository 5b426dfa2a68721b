import type { JsonObject } from "../json";
import type { Asset } from "./asset";
import type { Assumptions } from "./assumptions";
import type { LocalImages } from "./localImages";
import { BOOL, type Fields, int, LONG, listOf, objectOf, string, word } from "./parameters";
import { REGISTRY_TYPES } from "./registries";
import type { RegistryImages } from "./registryImages";
import { ALL_SCOPE, SCAN_SCOPE, type ScanType, scanTypesOf, scopeOf } from "./scanScope";
import { type Selection, selectedLocalImages, selectedRegistryImages, selectionOf } from "./scanSelection";
import type { AcceptedScan, NewScan, Scan, Scans } from "./scans";
import type { Scope } from "./scope";
import { invalidParameter, notFound } from "./vendorError";

const FILTER_TIMES: Fields = {
  image_size: LONG,
  start_latest_update_time: LONG,
  end_latest_update_time: LONG,
  start_latest_scan_time: LONG,
  end_latest_scan_time: LONG,
};
const STATUSES = ["unscan", "success", "scanning", "failed", "download_failed", "image_oversized"];

/** The body of CreateManualImageScanTask. */
export const CREATE_SCAN: Fields = {
  scan_scope: SCAN_SCOPE,
  rate_limit: int(0, 1_000),
  is_all: BOOL,
  query_info: objectOf({
    local_image_type: word("swr_image", "other_image"),
    host_id: string(0, 128),
    host_name: string(0, 128),
    public_ip: string(0, 128),
    private_ip: string(0, 128),
    cluster_id: string(0, 128),
    container_id: string(0, 128),
    container_name: string(0, 128),
    pod_id: string(0, 64),
    pod_name: string(0, 512),
    app_name: string(0, 256),
    has_vul: BOOL,
    namespace: string(0, 256),
    image_name: string(0, 256),
    image_version: string(0, 256),
    image_type: word("private_image", "shared_image", "instance_image", "harbor", "jfrog"),
    scan_status: word(...STATUSES),
    ...FILTER_TIMES,
  }),
  image_info: listOf(
    objectOf({
      id: LONG,
      image_id: string(0, 128),
      image_digest: string(0, 128),
      registry_id: string(1, 256),
      registry_name: string(1, 128),
      image_name: string(1, 256),
      image_version: string(1, 256),
      namespace: string(1, 256),
      instance_id: string(0, 128),
      instance_url: string(0, 256),
      registry_type: word(...REGISTRY_TYPES),
    }),
  ),
};

/** The body of BatchScanLocalImage. */
export const BATCH_SCAN: Fields = {
  operate_all: BOOL,
  image_info_list: listOf(
    objectOf({
      image_id: string(0, 128),
      image_digest: string(0, 128),
      image_name: string(0, 128),
      image_version: string(0, 128),
    }),
  ),
  image_name: string(1, 256),
  image_version: string(1, 256),
  local_image_type: word("other_image", "swr_image"),
  scan_status: word(...STATUSES),
  ...FILTER_TIMES,
};

/** What a person in the console scans. */
export interface ConsoleScan {
  readonly kind: Scan["kind"];
  /** Which images: ids or references, or all of them. @default "all" */
  readonly images?: readonly (string | number | bigint)[] | "all";
  /** @default all of them */
  readonly scanTypes?: readonly ScanType[];
  readonly rateLimit?: number;
  /** `cycle`: the run of a schedule. @default "manual" */
  readonly taskType?: Scan["taskType"];
}

/** The scans that a request starts or stops, or a person in the console. */
export class ManualScans {
  constructor(
    private readonly registryImages: RegistryImages,
    private readonly localImages: LocalImages,
    private readonly scans: Scans,
    private readonly assumptions: Assumptions,
  ) {}

  /** CreateManualImageScanTask; says nothing of the task that it makes. */
  create(body: JsonObject, kind: Scan["kind"], scope: Scope): void {
    const { scan_scope = ALL_SCOPE, rate_limit = 0, is_all, query_info, image_info } = body;
    const selection = selectionOf(is_all, query_info, image_info);
    const scanScope = Number(scan_scope);
    const how = {
      startedBy: "scanTask" as const,
      taskType: "manual" as const,
      scanScope,
      scanTypes: scanTypesOf(scanScope, this.assumptions),
      rateLimit: Number(rate_limit),
      isAll: selection.all,
    };
    if (how.scanTypes.length === 0) throw invalidParameter("scan_scope", "is no risk type");
    this.#start(kind, this.#selected(kind, selection, scope), how, scope);
  }

  /** BatchScanLocalImage. What it may say in filters it says beside its other parameters. */
  batchScan(body: JsonObject, scope: Scope): void {
    const { operate_all, image_info_list, ...filter } = body;
    const filters = Object.keys(filter).length > 0 ? filter : undefined;
    const selection = selectionOf(operate_all, filters, image_info_list);
    const how = {
      startedBy: "batchScan" as const,
      taskType: "manual" as const,
      scanScope: ALL_SCOPE,
      scanTypes: scanTypesOf(ALL_SCOPE, { ...this.assumptions, scopeMaximum: "2147483647" }),
      rateLimit: 0,
      isAll: selection.all,
    };
    this.#start("local", this.#selected("local", selection, scope), how, scope);
  }

  /** Starts a scan the way a person in the console does; throws when there is no such image. */
  startInConsole(
    { kind, images = "all", scanTypes, rateLimit = 0, taskType = "manual" }: ConsoleScan,
    scope: Scope,
  ): Scan {
    if (kind !== "registry" && kind !== "local") throw new TypeError("kind is registry or local");
    if (taskType !== "manual" && taskType !== "cycle") throw new TypeError("taskType is manual or cycle");
    const of = kind === "registry" ? this.registryImages : this.localImages;
    const asked: readonly Asset[] = images === "all" ? of.assets() : images.map((which) => of.asset(which));
    const scanScope = scanTypes ? scopeOf(scanTypes) : ALL_SCOPE;
    const types = scanTypes ?? scanTypesOf(ALL_SCOPE, { ...this.assumptions, scopeMaximum: "2147483647" });
    const how = { startedBy: "console" as const, taskType, scanScope, scanTypes: types, rateLimit };
    return this.#start(kind, asked, { ...how, isAll: images === "all" }, scope);
  }

  /** StopImageScanTask. */
  stop(taskId: string, scope: Scope): void {
    const { stopEnded, stopLocal } = this.assumptions;
    const scan = this.scans.listed().find((other) => other.told.taskId === taskId && isIn(scope, other));
    if (!scan) throw notFound(`task ${taskId}`, this.assumptions);
    if (!scan.task.running) {
      if (stopEnded === "refused") throw invalidParameter("task_id", "is a task that has ended");
      return;
    }
    if (scan.told.kind === "local" && stopLocal !== "stopped") {
      if (stopLocal === "refused") throw invalidParameter("task_id", "is no task of registry images");
      return;
    }
    scan.task.cancel();
  }

  #selected(kind: Scan["kind"], selection: Selection, scope: Scope): readonly Asset[] {
    const { assumptions } = this;
    return kind === "registry"
      ? selectedRegistryImages(selection, this.registryImages, scope, assumptions)
      : selectedLocalImages(selection, this.localImages, scope, assumptions);
  }

  #start(
    kind: Scan["kind"],
    asked: readonly Asset[],
    how: Omit<NewScan, "kind" | "images" | "skipped">,
    scope: Scope,
  ): Scan {
    const running = this.scans.running(kind);
    const { busyImages, nothingToScan, secondTask } = this.assumptions;
    const byRequest = how.startedBy !== "console";
    if (byRequest && running.length > 0 && secondTask === "refused") {
      throw invalidParameter("the request", "begins a second task while one is running");
    }
    const busy = asked.filter((asset) => running.some(({ task }) => task.isBusyWith(asset)));
    if (byRequest && busy.length > 0 && busyImages === "refused") {
      throw invalidParameter("image_info", "has images that are being scanned");
    }
    const skipped = new Set<Asset>(asked.filter((asset) => !isScannable(asset)));
    if (busyImages !== "again") for (const asset of busy) skipped.add(asset);
    const assets = asked.filter((asset) => !skipped.has(asset));
    if (byRequest && assets.length === 0 && nothingToScan === "refused") {
      throw invalidParameter("the request", "has no image to scan");
    }
    const told = {
      ...how,
      kind,
      images: this.#names(kind, assets),
      skipped: this.#names(kind, [...skipped]),
    };
    const { scanTypes, rateLimit } = how;
    return this.scans.accept(told, { assets, scanTypes, rateLimit }, scope.granted);
  }

  #names(kind: Scan["kind"], assets: readonly Asset[]): string[] {
    return assets.map(({ row }) => {
      const { namespace, image_name, image_version } = row as Asset["row"] & { namespace?: string };
      return kind === "registry"
        ? `${namespace}/${image_name}:${image_version}`
        : `${image_name}:${image_version}`;
    });
  }
}

/** Whether a scan is one of this scope. */
export function isIn(scope: Scope, { enterpriseProjects }: AcceptedScan): boolean {
  return enterpriseProjects.some((enterpriseProject) => scope.has({ enterpriseProject }));
}

function isScannable({ row }: Asset): boolean {
  const says: Readonly<Record<string, unknown>> = row;
  return says.scannable !== false && !says.non_scan_reason;
}
