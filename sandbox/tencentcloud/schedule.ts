import type { JsonObject, Uint64 } from "../json";
import type { Assumptions } from "./assumptions";
import { checkParameters, type Fields, STRING } from "./parameters";
import { invalidValue, VendorError } from "./vendorError";

/** What both of an account's scheduled scans have. */
export type ScheduleSetting = {
  Enable: boolean;
  /** `HH:mm` or `HH:mm:ss` */
  ScanTime: string;
  /** "", or as ScanTime. */
  ScanEndTime: string;
  ScanPeriod: Uint64;
  /** Deprecated: a request may carry it, and it does nothing. */
  All: boolean;
  ScanScope: Uint64;
  /** Not writable through the API. */
  LastScanTime: string;
  /** Not writable through the API. */
  ScanResult: string;
};

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

/** A setting of which an account has exactly one: it cannot be created twice, listed or deleted. */
export abstract class Schedule<Setting extends ScheduleSetting> {
  #stored: Setting | undefined;

  /**
   * @param fields what a request that writes it may carry
   * @param defaults what an account has before anyone sets it, and what optional fields fall back to
   */
  constructor(
    private readonly fields: Fields,
    private readonly defaults: Setting,
    protected readonly assumptions: Assumptions,
  ) {}

  /** What is stored; undefined on an account that has never set it. */
  get value(): Setting | undefined {
    return this.#stored;
  }

  /** Changes fields the way a person in the console does, by the vendor's names, the values unchecked. */
  edit(changes: Partial<Setting>): Setting {
    try {
      checkParameters(changes as JsonObject, this.#editable(), "mainland");
    } catch (error) {
      throw error instanceof VendorError ? new TypeError(error.message) : error;
    }
    this.#stored = { ...this.current, ...changes };
    return this.#stored;
  }

  /** @internal What a describe says. */
  abstract describe(): JsonObject;

  /** @internal Writes the setting that a request asks for; throws the vendor's error when it may not be. */
  write(parameters: JsonObject): void {
    const { All: _, ...rest } = parameters;
    const asked = rest as Partial<Setting>;
    const { LastScanTime, ScanResult } = this.current;
    const base = this.assumptions.omittedFields === "kept" ? this.current : this.defaults;
    const wanted = { ...base, LastScanTime, ScanResult, ...asked };
    this.refuse(wanted, asked);
    this.#stored = wanted;
  }

  protected get current(): Setting {
    return this.#stored ?? this.defaults;
  }

  /** Throws the vendor's error for a setting that it would not take. */
  protected abstract refuse(wanted: Setting, asked: Partial<Setting>): void;

  /** Whatever a request may carry on either site, none of it required, and what only a scan writes. */
  #editable(): Fields {
    const optional = Object.entries(this.fields).map(([name, { required: _, ...field }]) => [name, field]);
    return { ...Object.fromEntries(optional), LastScanTime: STRING, ScanResult: STRING };
  }
}

/** Throws for a period or a time of day that neither schedule takes. */
export function refuseTiming(wanted: ScheduleSetting, badTime: string): void {
  if (wanted.ScanPeriod < 1) throw invalidValue("ScanPeriod", wanted.ScanPeriod);
  if (!TIME_OF_DAY.test(wanted.ScanTime)) throw invalidValue("ScanTime", wanted.ScanTime, badTime);
  if (wanted.ScanEndTime !== "" && !TIME_OF_DAY.test(wanted.ScanEndTime)) {
    throw invalidValue("ScanEndTime", wanted.ScanEndTime, badTime);
  }
}
