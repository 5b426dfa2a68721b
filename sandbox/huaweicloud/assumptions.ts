import type { Readings } from "../assume";

/**
 * What no document of the vendor settles. Each names the reading that the sandbox follows; a client should be
 * right under every one of them.
 */
export interface Assumptions {
  /** In which order tasks are listed: there is no parameter for it. @default "newestFirst" */
  readonly taskOrder: "newestFirst" | "oldestFirst" | "unordered";
  /**
   * What create_time and end_time keep of the tasks: those that began then or later and ended then or earlier,
   * or those of exactly that time.
   * @default "bounds"
   */
  readonly timeFilters: "bounds" | "exact";
  /** Which tasks are listed when global_image_type is left out. @default "both" */
  readonly imageTypeOmitted: "both" | "registry";
  /** How the end_time of a task comes that still runs. @default "zero" */
  readonly runningEndTime: "zero" | "absent";
  /** Whether a scan by BatchScanLocalImage is among the tasks. @default "none" */
  readonly batchScanTask: "none" | "listed";
  /**
   * What StopImageScanTask, whose title speaks of registry images, does to a task of local images: stops it,
   * answers success and lets it run, or refuses with HSS.0001.
   * @default "stopped"
   */
  readonly stopLocal: "stopped" | "ignored" | "refused";
  /** What stopping a task that has ended says: HSS.0001, or success. @default "refused" */
  readonly stopEnded: "refused" | "ignored";
  /** The code for a task or an image that is not there, over HTTP 400. @default "HSS.0011" */
  readonly notFound: "HSS.0011" | "HSS.0001";
  /** What a scan says to an image that is not there: the error above, or it scans the others. @default "refused" */
  readonly unknownImages: "refused" | "ignored";
  /**
   * What a scan does about an image that another scan is busy with: leaves it out, refuses as a whole with
   * HSS.0001, or scans it again.
   * @default "skipped"
   */
  readonly busyImages: "skipped" | "refused" | "again";
  /**
   * What a scan says that has no image left to scan, or that names none: HSS.0001 (`refused`), or success for a
   * task of no images that ends at once (`accepted`).
   * @default "refused"
   */
  readonly nothingToScan: "refused" | "accepted";
  /** Whether a task may begin while another of its kind runs, or is refused with HSS.0001. @default "accepted" */
  readonly secondTask: "accepted" | "refused";
  /**
   * What an image_info of registry images must have: an id or coordinates, an id, or all coordinates
   * (namespace, image_name, image_version, registry_id, registry_type).
   * @default "either"
   */
  readonly imageInfo: "either" | "id" | "coordinates";
  /** Whether scan_scope may be the sum of several risk types. @default "accepted" */
  readonly combinedScope: "accepted" | "refused";
  /**
   * The largest scan_scope that is taken: the documented mask for all, or the maximum of the vendor's model,
   * which is smaller than that.
   * @default "2147483647"
   */
  readonly scopeMaximum: "2147483647" | "2147483547";
  /** How the scan_scope of the policy comes back for all: as written, or as 0x0fffff. @default "asWritten" */
  readonly allScope: "asWritten" | "0x0fffff";
  /**
   * What the policy says before anyone has set it: a setting that is off, one of zeros (which a write does not
   * take back), an empty object, or the error HSS.1005.
   * @default "defaults"
   */
  readonly neverConfigured: "defaults" | "zeros" | "empty" | "refused";
  /** Whether registry_list has every registry, or only those that the policy scans. @default "all" */
  readonly registryList: "all" | "selected";
  /** Whether each enterprise project has a policy of its own, or all of them one. @default "enterpriseProject" */
  readonly policyScope: "enterpriseProject" | "project";
  /** When the rows of images show that a scan was accepted: at once, or once its task is listed. @default "atOnce" */
  readonly imageStatus: "atOnce" | "withTask";
  /** Whether a scan that fails writes latest_scan_time. @default "kept" */
  readonly failedScanTime: "kept" | "written";
  /**
   * Whether a tag of a registry that moves to another digest becomes another image with an id of its own, or
   * stays the image it was.
   * @default "newId"
   */
  readonly movedTag: "newId" | "sameId";
  /** Whether free_quota_num counts the free scans that were granted, or those that are left. @default "granted" */
  readonly freeQuota: "granted" | "left";
  /** Where HSS puts the text of an error: in error_msg and error_description, or in the latter. @default "both" */
  readonly errorText: "both" | "description";
  /** The error for what a key may not do: a code over HTTP 400, or HSS.0013 over HTTP 403. @default "HSS.0013" */
  readonly forbidden: "HSS.0013" | "HSS.0010" | "00000010" | "403";
}

/** The readings of each point, the default first. */
export const READINGS: Readings<Assumptions> = {
  taskOrder: ["newestFirst", "oldestFirst", "unordered"],
  timeFilters: ["bounds", "exact"],
  imageTypeOmitted: ["both", "registry"],
  runningEndTime: ["zero", "absent"],
  batchScanTask: ["none", "listed"],
  stopLocal: ["stopped", "ignored", "refused"],
  stopEnded: ["refused", "ignored"],
  notFound: ["HSS.0011", "HSS.0001"],
  unknownImages: ["refused", "ignored"],
  busyImages: ["skipped", "refused", "again"],
  nothingToScan: ["refused", "accepted"],
  secondTask: ["accepted", "refused"],
  imageInfo: ["either", "id", "coordinates"],
  combinedScope: ["accepted", "refused"],
  scopeMaximum: ["2147483647", "2147483547"],
  allScope: ["asWritten", "0x0fffff"],
  neverConfigured: ["defaults", "zeros", "empty", "refused"],
  registryList: ["all", "selected"],
  policyScope: ["enterpriseProject", "project"],
  imageStatus: ["atOnce", "withTask"],
  failedScanTime: ["kept", "written"],
  movedTag: ["newId", "sameId"],
  freeQuota: ["granted", "left"],
  errorText: ["both", "description"],
  forbidden: ["HSS.0013", "HSS.0010", "00000010", "403"],
};
