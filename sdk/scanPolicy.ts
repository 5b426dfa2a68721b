import * as pulumi from "@pulumi/pulumi";
import * as alicloud from "./alicloud";
// Two statements: the TypeScript that Pulumi falls back to, 3.8, knows no `type` inside braces.
import type { Cloud } from "./cloudSchedules";
import { cloudSchedules, given } from "./cloudSchedules";
import * as huaweicloud from "./huaweicloud";
import * as tencentcloud from "./tencentcloud";

/** What each cloud's schedule is declared with in place of, or besides, what a {@link ScanPolicy} says to all. */
export interface ScanPolicyClouds {
  tencentcloud?: Partial<tencentcloud.RegistryScanScheduleArgs> | undefined;
  alicloud?: Partial<alicloud.RegistryScanScheduleArgs> | undefined;
  huaweicloud?: Partial<huaweicloud.RegistryScanScheduleArgs> | undefined;
}

/** What a {@link ScanPolicy} is declared with. */
export interface ScanPolicyArgs {
  /**
   * The clouds that it is over: their names, or what each says otherwise, such as its `profile`, under its name. An input
   * there takes the place of the policy's, and of those of which the cloud's schedule takes just one.
   */
  clouds: readonly Cloud[] | ScanPolicyClouds;
  /** Days from one scan to the next. */
  everyDays: pulumi.Input<number>;
  /** When a scan starts, `HH:mm`. */
  startTime: pulumi.Input<string>;
  /** When the time for scans ends, `HH:mm`. */
  endTime?: pulumi.Input<string> | undefined;
  /** The zone of `startTime` and `endTime`: an IANA name without daylight saving. Without it each vendor's own zone. */
  timeZone?: pulumi.Input<string> | undefined;
  /** What is looked for. When left out: all that each cloud can look for. */
  scanTypes?: pulumi.Input<pulumi.Input<ScanType>[]> | undefined;
  /** Exactly these images. Just one of `images` and `all` is given, unless each cloud says otherwise. */
  images?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** All images that the cloud may scan. */
  all?: true | undefined;
  /** Whether the schedules run. When left out: `true`. */
  enabled?: pulumi.Input<boolean> | undefined;
  /** Whether schedules that are switched on already, and differ, may be taken over. */
  adopt?: pulumi.Input<boolean> | undefined;
  /** What a delete does. When left out: `"restore"`. */
  onDelete?: pulumi.Input<"restore" | "disable"> | undefined;
  /**
   * What is left out where a cloud cannot express it, each as `<cloud>.<input>`: `alicloud.images`. Of `scanTypes` only
   * those are left out that the cloud lacks. An entry that is not needed is an error.
   */
  accept?: readonly string[] | undefined;
}

/** What a scan can look for. */
export type ScanType = "vulnerability" | "malware" | "sensitiveInfo" | "baseline" | "softwareCompliance";

/**
 * One schedule and one set of images over several clouds: a `RegistryScanSchedule` on each, its children.
 *
 * No vendor can express everything. What one cannot is an error when the policy is constructed, which lists every such
 * input of every cloud and what would be right, before anything is declared; unless the cloud says it in its own way
 * (`clouds`), or the program says that it is left out there (`accept`), for a reviewer to see, also in the plan, as
 * `accepted`. Whether an input is there is judged even where its value comes from another resource; such a value itself
 * is judged by the resource that gets it, when it is known.
 *
 * @example
 * import { ScanPolicy } from "pulumi-image-scan";
 *
 * new ScanPolicy("weekly", {
 *     clouds: { tencentcloud: {}, alicloud: { endTime: "06:00" }, huaweicloud: { registries: "all" } },
 *     everyDays: 7,
 *     startTime: "03:00",
 *     timeZone: "Asia/Shanghai",
 *     images: ["team/api:1.4", "team/web:2.0"],
 *     accept: ["alicloud.images", "huaweicloud.images", "huaweicloud.startTime"],
 * });
 */
export class ScanPolicy extends pulumi.ComponentResource {
  /** TCSS's schedule, if the policy is over Tencent Cloud. */
  public readonly tencentcloud?: tencentcloud.RegistryScanSchedule;
  /** Security Center's cycle task, if the policy is over Alibaba Cloud. */
  public readonly alicloud?: alicloud.RegistryScanSchedule;
  /** HSS's policy, if the policy is over Huawei Cloud. */
  public readonly huaweicloud?: huaweicloud.RegistryScanSchedule;
  /** What is left out, and where. */
  public readonly accepted: pulumi.Output<string[]>;

  /**
   * @param name The policy's name in the program. Each schedule's is that, a hyphen, and its cloud.
   * @param args What it is declared with.
   * @param opts Pulumi's options.
   */
  constructor(name: string, args: ScanPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    const schedules = judged(name, args);
    const accepted = [...(args.accept ?? [])].sort();
    super("imageScan:index:ScanPolicy", name, { ...args }, opts);
    const child = { parent: this };
    for (const [cloud, inputs] of schedules) {
      const called = `${name}-${cloud}`;
      // The inputs were put together by the rows that these types are made from.
      if (cloud === "tencentcloud")
        this.tencentcloud = new tencentcloud.RegistryScanSchedule(
          called,
          inputs as unknown as tencentcloud.RegistryScanScheduleArgs,
          child,
        );
      else if (cloud === "alicloud")
        this.alicloud = new alicloud.RegistryScanSchedule(
          called,
          inputs as unknown as alicloud.RegistryScanScheduleArgs,
          child,
        );
      else
        this.huaweicloud = new huaweicloud.RegistryScanSchedule(
          called,
          inputs as unknown as huaweicloud.RegistryScanScheduleArgs,
          child,
        );
    }
    this.accepted = pulumi.output(accepted);
    this.registerOutputs({ accepted });
  }
}

/** What each cloud's schedule is declared with. Fails with all that is wrong. */
function judged(name: string, args: ScanPolicyArgs): ReadonlyMap<Cloud, Readonly<Record<string, unknown>>> {
  const { clouds, accept = [], ...policy } = args;
  const named = Array.isArray(clouds)
    ? Object.fromEntries((clouds as readonly string[]).map((cloud) => [cloud, {}]))
    : given(clouds as Readonly<Record<string, unknown>>);
  const told = cloudSchedules(policy, named as Record<string, Record<string, unknown>>, accept);
  const faults = [...told.faults];
  if (args.images !== undefined && args.all !== undefined)
    faults.unshift("images, all: just one of these may be given");
  if (faults.length === 0) return told.args;
  // Pulumi prints no more of this error than its message.
  throw new pulumi.RunError(
    `ScanPolicy "${name}": nothing was declared\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
  );
}
