import type { Host } from "./context";
import { ScanError } from "./errors";
import { defaulted, type Field, shown, text } from "./fields";
import { nearest } from "./nearest";
import type { Description } from "./resource";
import { unknown } from "./wire";

/** The input that says whose credentials are used. The credentials themselves are never inputs. */
export const profileField: Field<string, "defaulted"> = defaulted(
  text("the name of a profile"),
  {
    value: ({ host }) => host.config("imageScan:profile") ?? "default",
    text: "`imageScan:profile` of the stack, else `default`",
  },
  {
    doc:
      "Which credentials are used: a profile of `imageScan:profiles` in the stack's configuration. " +
      "`default` means the cloud's usual configuration and environment.",
    change: "replace",
  },
);

/** The credentials of a named profile, as the stack's configuration has them; undefined for `default`, unless it is named there. */
export function namedProfile(
  host: Host,
  cloud: string,
  profile: string,
): Readonly<Record<string, string>> | undefined {
  const found = profilesOf(host)[profile]?.[cloud];
  if (found || profile === "default") return found;
  throw new ScanError({
    kind: "Unauthenticated",
    action: "credentials",
    text: missing(host, cloud, profile),
    mayHaveActed: false,
  });
}

/** One value of a profile for `cloud`, if there is such a profile and it has one. What is wrong with it a rule says. */
export function profileValue(host: Host, cloud: string, profile: string, name: string): string | undefined {
  try {
    return profilesOf(host)[profile]?.[cloud]?.[name] || undefined;
  } catch {
    return undefined;
  }
}

/** A rule: the profile exists. Falling through to other credentials would write another account's settings. */
export function profileExists(cloud: string): Description["rules"][number] {
  return ({ profile }, report, host) => {
    if (typeof profile !== "string" || profile === "default" || profile === unknown) return;
    try {
      if (!profilesOf(host)[profile]?.[cloud]) report("profile", missing(host, cloud, profile));
    } catch (failure) {
      report("profile", (failure as Error).message);
    }
  };
}

/** The profiles of the stack's configuration that have credentials of `cloud`, by name. */
export function profilesWith(host: Host, cloud: string): readonly string[] {
  return Object.entries(profilesOf(host))
    .filter(([, clouds]) => clouds?.[cloud])
    .map(([name]) => name);
}

/** What credentials that are nowhere are refused with; anything else that is wrong with them has other words. */
export const noneFound = "none were found";

type Profiles = Record<string, Record<string, Record<string, string>> | undefined>;

function profilesOf(host: Host): Profiles {
  const written = host.config("imageScan:profiles");
  if (written === undefined) return {};
  try {
    const profiles: unknown = JSON.parse(written);
    if (profiles !== null && typeof profiles === "object" && !Array.isArray(profiles))
      return profiles as Profiles;
  } catch {
    // Said below, without the value: it may hold keys.
  }
  throw new ScanError({
    kind: "InvalidInput",
    action: "imageScan:profiles",
    text: "is not an object of profiles",
    remedy:
      "Set it with `pulumi config set --secret --path 'imageScan:profiles.<name>.<cloud>.<key>' <value>`.",
  });
}

function missing(host: Host, cloud: string, profile: string): string {
  const names = profilesWith(host, cloud);
  const close = nearest(profile, names)[0];
  const hint = close ? `: did you mean "${close}"?` : names.length > 0 ? `; there: ${names.join(", ")}` : "";
  return `${shown(profile)} has no ${cloud} credentials in the stack's \`imageScan:profiles\`${hint}`;
}
