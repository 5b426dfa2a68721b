import { madeUpCves } from "../madeUp";
import { type Outcome, refuseStrangeFields, refuseStrangeFindings } from "../outcome";

/** A package that has a vulnerability, in the vendor's words. */
export type RpmEntity = {
  Name: string;
  Version: string;
  FullVersion: string;
  Path: string;
  Layer: string;
  MatchDetail: string;
  MatchList: readonly string[];
  /** "" where nothing brings a version without the vulnerability. */
  UpdateCmd: string;
};

/** A vulnerability as the vendor lists it, but for the image and the times: a VulRecord, in its own words. */
export type Vulnerability = {
  /** A CVE, or an advisory. */
  Name: string;
  AliasName: string;
  /** The CVEs of an advisory, between commas. */
  Related: string;
  Necessity: string;
  /** `yes` or `no`. */
  CanFix: string;
  CanUpdate: boolean;
  Layers: readonly string[];
  ExtendContentJson: {
    readonly Os: string;
    readonly OsRelease: string;
    readonly RpmEntityList: readonly RpmEntity[];
  };
};

/** What `findings` takes of a vulnerability. */
export type NewVulnerability = Partial<Omit<Vulnerability, "ExtendContentJson">> &
  Pick<Vulnerability, "Name" | "Necessity"> & {
    readonly ExtendContentJson?: Partial<Omit<Vulnerability["ExtendContentJson"], "RpmEntityList">> & {
      readonly RpmEntityList?: readonly (Partial<RpmEntity> & Pick<RpmEntity, "Name">)[];
    };
  };

/** What a scan finds; what is not said is none. */
export interface Findings {
  /** Vulnerabilities to repair as soon as possible, Necessity `asap`, with names made up. */
  readonly high?: number;
  /** Those to repair later: Necessity `later`. */
  readonly medium?: number;
  /** Those that need no repair for now: Necessity `nntf`. */
  readonly low?: number;
  /** Vulnerabilities by name, besides those counts. */
  readonly vulnerabilities?: readonly NewVulnerability[];
  /** Malicious samples. */
  readonly malware?: number;
  /** Baseline risks. */
  readonly baseline?: number;
}

/** What a scan has found. */
export interface Found {
  readonly vulnerabilities: readonly Vulnerability[];
  readonly malware: number;
  readonly baseline: number;
}

/** What a scan comes to about which nothing has been said. */
export const CLEAN: Outcome<Found> = { ok: true, found: { vulnerabilities: [], malware: 0, baseline: 0 } };

const COUNTED = [
  { name: "high", Necessity: "asap", kind: 1 },
  { name: "medium", Necessity: "later", kind: 2 },
  { name: "low", Necessity: "nntf", kind: 3 },
] as const;
const CVE_DIGITS = 3;
const COUNTS = [...COUNTED.map(({ name }) => name), "malware", "baseline"];
const FIXABLE = ["yes", "no"];

/** The outcome that finds this. */
export function finds(findings: Findings): Outcome<Found> {
  refuseStrangeFindings(findings, COUNTS);
  const { vulnerabilities: named = [], malware = 0, baseline = 0 } = findings;
  const madeUp = COUNTED.flatMap(({ name, Necessity, kind }) =>
    madeUpCves(kind, findings[name] ?? 0, CVE_DIGITS).map((cve) => ({ Name: `debian:12:${cve}`, Necessity })),
  );
  return { ok: true, found: { vulnerabilities: [...madeUp, ...named].map(complete), malware, baseline } };
}

function complete(given: NewVulnerability): Vulnerability {
  const { Name, Necessity, CanFix = "yes", ExtendContentJson = {} } = given;
  if (!Name || !COUNTED.some((level) => level.Necessity === Necessity)) {
    const words = COUNTED.map((level) => level.Necessity).join(", ");
    throw new TypeError(`a vulnerability needs a Name and a Necessity: ${words}`);
  }
  if (!FIXABLE.includes(CanFix)) throw new TypeError("CanFix of a vulnerability is yes or no");
  const isFixable = CanFix === "yes";
  const Related = given.Related ?? /CVE-\d+-\d+/.exec(Name)?.[0] ?? "";
  const { RpmEntityList = [{ Name: "libsandbox" }], ...os } = ExtendContentJson;
  const plain = {
    AliasName: `${Related || Name} made-up vulnerability`,
    CanUpdate: isFixable,
    Layers: [],
    ExtendContentJson: { Os: "debian", OsRelease: "12", RpmEntityList: [] },
  };
  refuseStrangeFields("a vulnerability", given, {
    ...plain,
    ...{ Name: "", Related: "", Necessity: "", CanFix: "" },
  });
  refuseStrangeFields("ExtendContentJson", ExtendContentJson, plain.ExtendContentJson);
  return {
    ...plain,
    ...given,
    Related,
    CanFix,
    ExtendContentJson: {
      ...plain.ExtendContentJson,
      ...os,
      RpmEntityList: RpmEntityList.map((entity) => completeEntity(entity, isFixable)),
    },
  };
}

function completeEntity(given: Partial<RpmEntity> & Pick<RpmEntity, "Name">, isFixable: boolean): RpmEntity {
  const { Name, Version = "1.0.0" } = given;
  if (!Name) throw new TypeError("an element of RpmEntityList needs a Name");
  const match = isFixable ? `${Name} version less than 1.0.1` : `${Name} version equals ${Version}`;
  const plain = {
    Name,
    Version,
    FullVersion: `${Version}-1`,
    Path: "/var/lib/dpkg/status",
    Layer: "",
    MatchDetail: match,
    MatchList: [match],
    UpdateCmd: isFixable ? `apt-get update && apt-get install ${Name} --only-upgrade` : "",
  };
  refuseStrangeFields("an element of RpmEntityList", given, { ...plain, Name: "", Version: "" });
  return { ...plain, ...given };
}
