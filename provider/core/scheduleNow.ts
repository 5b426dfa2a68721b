import type { Context } from "./context";
import type { Resource } from "./resource";
import type { Properties } from "./wire";

/** The schedule that an account has now, in one line: on or off, when, and what it scans. */
export async function scheduleNow(context: Context, resource: Resource, place: Properties): Promise<string> {
  const found = await resource.current?.(context, place);
  return found?.inputs === undefined ? "never set" : told(found.inputs);
}

function told(inputs: Properties): string {
  const { enabled, startTime, endTime } = inputs;
  const from = startTime ? ` at ${String(startTime)}` : "";
  const to = endTime && endTime !== startTime ? ` to ${String(endTime)}` : "";
  const period = every(inputs.everyDays, "day") ?? every(inputs.everyHours, "hour");
  return [enabled ? "on" : "off", `${period ?? "at no known interval"}${from}${to}`, selection(inputs)]
    .filter(Boolean)
    .join(", ");
}

function every(count: unknown, unit: string): string | undefined {
  if (typeof count !== "number") return undefined;
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}

function selection({ images, filter, all, recommended, registries }: Properties): string {
  if (registries === "all") return "all registries";
  if (registries) return counted(registries, "registry", "registries");
  if (images) return counted(images, "image", "images");
  if (filter) return "the images that its filter selects";
  if (recommended) return "the images that the vendor recommends";
  return all ? "all images" : "";
}

function counted(map: unknown, one: string, many: string): string {
  const count = Object.keys(map as object).length;
  return `${count} ${count === 1 ? one : many}`;
}
