import { privateHosts as alicloudHosts } from "../../provider/clouds/alicloud/registryHosts";
import { privateHosts as tencentcloudHosts } from "../../provider/clouds/tencentcloud/registryHosts";
import type { Field, FieldType } from "../../provider/core/fields";
import type { Description } from "../../provider/core/resource";

/** The table of hosts for the SDK, which loads nothing of the provider. */
export function hostsFile(header: string): string {
  const hosts = [...alicloudHosts, ...tencentcloudHosts];
  const rows = hosts.map(([form, written]) => `  [${JSON.stringify(form)}, ${JSON.stringify(written)}],`);
  return `${header}

/** The private hosts of registries, as patterns, each with the public host of the same registry. */
export const privateHosts: readonly (readonly [string, string])[] = [
${rows.join("\n")}
];
`;
}

/** What the schedules of registry images take, for the SDK's component over them. */
export function scheduleRowsFile(header: string, schedules: readonly Description[]): string {
  const clouds = Object.fromEntries(
    schedules.map(({ cloud, fields, rules }) => [
      cloud,
      {
        alternatives: rules.flatMap((rule) => ("alternatives" in rule ? [rule.alternatives] : [])),
        inputs: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, rowOf(field)])),
      },
    ]),
  );
  return `${header}

/** What an input of a cloud's schedule takes, as far as it can be told without the provider. */
export interface ScheduleRow {
  readonly required?: true;
  /** What is allowed, in words. */
  readonly range: string;
  /** Nothing but these: of a set, its elements. */
  readonly values?: readonly (string | number)[];
  readonly least?: number;
  readonly most?: number;
  /** It takes whole hours, which are whole in this zone. */
  readonly wholeHoursIn?: string;
}

/** The schedules of registry images: their inputs, and of which of these just one is given. */
export const scheduleRows: Readonly<
  Record<
    "alicloud" | "huaweicloud" | "tencentcloud",
    {
      readonly alternatives: readonly (readonly string[])[];
      readonly inputs: Readonly<Record<string, ScheduleRow>>;
    }
  >
> = ${JSON.stringify(clouds, undefined, 2)};
`;
}

function rowOf({ presence, type, wholeHoursIn }: Field): object {
  const { values, element, least, most } = type as FieldType<unknown> & {
    values?: readonly unknown[];
    element?: { values?: readonly unknown[] };
    least?: number;
    most?: number;
  };
  return {
    ...(presence === "required" ? { required: true } : {}),
    range: type.range || type.input,
    values: values ?? element?.values,
    least,
    most: most === Number.MAX_SAFE_INTEGER ? undefined : most,
    wholeHoursIn,
  };
}
