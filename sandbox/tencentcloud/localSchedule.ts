import type { JsonObject, Uint64 } from "../json";
import type { Assumptions } from "./assumptions";
import { BOOL, type Fields, listOf, required, STRING, UINT64 } from "./parameters";
import { leaveOutUnset, listAs, timeAs } from "./readBack";
import { refuseTiming, Schedule, type ScheduleSetting } from "./schedule";
import { invalidValue } from "./vendorError";

/** The scheduled scan of local images as the vendor keeps it, in its own words. */
export type LocalScheduleSetting = ScheduleSetting & {
  ScanVirus: boolean;
  ScanRisk: boolean;
  ScanVul: boolean;
  /** `sha256:…` */
  Images: readonly string[];
  ContainerRunning: boolean;
  /** 0 all authorised, 1 hand-picked, 2 recommended, 3 by cluster. */
  ScanScope: Uint64;
  /** `sha256:…` */
  ExcludeImages: readonly string[];
  ClusterIDs: readonly string[];
};

/** What CreateAssetImageScanSetting takes. */
export const CREATE_LOCAL_SCHEDULE: Fields = {
  Enable: required(BOOL),
  ScanTime: required(STRING),
  ScanPeriod: required(UINT64),
  ScanVirus: required(BOOL),
  ScanRisk: required(BOOL),
  ScanVul: required(BOOL),
  All: BOOL,
  Images: listOf(STRING),
  ContainerRunning: BOOL,
  ScanScope: UINT64,
  ScanEndTime: STRING,
  ExcludeImages: listOf(STRING),
  ClusterIDs: listOf(STRING),
};

/** What an account has before anyone sets it, and what the optional fields fall back to. */
const DEFAULTS: LocalScheduleSetting = {
  Enable: false,
  ScanTime: "00:00",
  ScanPeriod: 1,
  ScanVirus: false,
  ScanRisk: false,
  ScanVul: false,
  All: false,
  Images: [],
  ContainerRunning: false,
  ScanScope: 0,
  ScanEndTime: "",
  ExcludeImages: [],
  ClusterIDs: [],
  LastScanTime: "",
  ScanResult: "",
};

/** The fields that the vendor's model says may be absent. */
const OPTIONAL = [
  "ContainerRunning",
  "ScanScope",
  "ScanEndTime",
  "ExcludeImages",
  "ClusterIDs",
  "LastScanTime",
  "ScanResult",
];
export const IMAGE_ID = /^sha256:[0-9a-f]{64}$/;

export const INVALID_FORMAT = "InvalidParameter.InvalidFormat";

/** The one scheduled scan of an account's local images. */
export class LocalSchedule extends Schedule<LocalScheduleSetting> {
  constructor(assumptions: Assumptions) {
    super(CREATE_LOCAL_SCHEDULE, DEFAULTS, assumptions);
  }

  /** @internal */
  describe(): JsonObject {
    const { assumptions, current: stored } = this;
    const answer = {
      ...stored,
      ScanTime: timeAs(stored.ScanTime, assumptions),
      ScanEndTime: timeAs(stored.ScanEndTime, assumptions),
      Images: listAs(stored.Images, assumptions),
      ExcludeImages: listAs(stored.ExcludeImages, assumptions),
      ClusterIDs: listAs(stored.ClusterIDs, assumptions),
    };
    return leaveOutUnset(answer, OPTIONAL, assumptions);
  }

  protected refuse(wanted: LocalScheduleSetting): void {
    const { ScanScope, Images, ExcludeImages, ClusterIDs } = wanted;
    refuseTiming(wanted, INVALID_FORMAT);
    if (ScanScope > 3) throw invalidValue("ScanScope", ScanScope);
    for (const [name, ids] of Object.entries({ Images, ExcludeImages })) {
      const strange = ids.find((id) => !IMAGE_ID.test(id));
      if (strange !== undefined) throw invalidValue(name, strange, INVALID_FORMAT);
    }
    if (Number(ScanScope) === 1 && Images.length === 0) throw invalidValue("Images", []);
    if (Number(ScanScope) === 3 && ClusterIDs.length === 0) throw invalidValue("ClusterIDs", []);
  }
}
