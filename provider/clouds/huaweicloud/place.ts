import type { Host } from "../../core/context";
import { defaulted, type Field, text } from "../../core/fields";
import { profileField, profileValue } from "../../core/profile";
import type { Properties } from "../../core/wire";

/** Where a resource is, from what the program, its state, and then its surroundings say. */
interface PlaceRow {
  readonly doc: string;
  readonly range: string;
  readonly form: RegExp;
  /** The environment's names for it: the Terraform provider's, and the SDKs'. */
  readonly variables: readonly string[];
  readonly otherwise?: string;
}

/** An input that says where a resource is. */
function place(
  name: "region" | "projectId" | "enterpriseProjectId",
  { doc, range, form, variables, otherwise }: PlaceRow,
): Field<string, "defaulted"> {
  const ambient = ({ config, env }: Host): string | undefined =>
    config(`huaweicloud:${name}`) || variables.map((variable) => env[variable]).find(Boolean) || otherwise;
  return defaulted(
    text(range, form),
    {
      value: ({ olds, inputs, host }) =>
        (isSamePlace(olds, inputs) ? (olds[name] as string | undefined) : undefined) ??
        profileValue(host, "huaweicloud", String(inputs.profile), name) ??
        ambient(host),
      text:
        `what the resource has already, else \`${name}\` of the profile, else \`huaweicloud:${name}\`, else the ` +
        `environment's ${variables.map((variable) => `\`${variable}\``).join(" or ")}${otherwise === undefined ? "" : `, else \`${otherwise}\``}`,
    },
    {
      doc: `${doc} A change of the configuration or the environment never moves a resource that exists.`,
      change: "replace",
    },
  );
}

/** Another profile is another account, and another region has other projects: nothing of the old place is kept then. */
function isSamePlace(olds: Properties, inputs: Properties): boolean {
  return ["profile", "region"].every(
    (name) => inputs[name] === undefined || olds[name] === undefined || olds[name] === inputs[name],
  );
}

/** Whose images, and where: inputs of every resource of HSS. `profile` comes first, as the others follow from it. */
export const placeFields = {
  profile: profileField,
  region: place("region", {
    doc: "The region in which HSS is used.",
    range: "a region, such as `ap-southeast-1`",
    form: /^[a-z]+(-[a-z0-9]+)+$/,
    variables: ["HW_REGION_NAME", "HUAWEICLOUD_SDK_REGION_ID"],
  }),
  projectId: place("projectId", {
    doc: "The project in that region.",
    range: "a project's id, 32 hexadecimal digits",
    form: /^[0-9a-f]{32}$/,
    variables: ["HW_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"],
  }),
  enterpriseProjectId: place("enterpriseProjectId", {
    doc: "The enterprise project; `0` is the default one.",
    range: "an enterprise project's id, or `0`",
    form: /^[0-9a-z-]{1,64}$/,
    variables: ["HW_ENTERPRISE_PROJECT_ID"],
    otherwise: "0",
  }),
} as const;

/** The host name of a service in `region`. */
export function serviceHost(region: string, service: "hss" | "sts" = "hss"): string {
  return `${service}.${region}.myhuaweicloud.${region === "eu-west-101" ? "eu" : "com"}`;
}
