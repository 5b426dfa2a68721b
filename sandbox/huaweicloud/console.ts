import { ControlError, objectBody } from "../control";
import type { Json, JsonObject } from "../json";
import type { ControlRequest } from "../vendor";
import type { Account } from "./account";
import type { Findings } from "./findings";
import type { HuaweiCloud } from "./huaweiCloud";
import type { NewLocalImage } from "./localImages";
import type { ConsoleScan } from "./manualScans";
import type { NewRegistry } from "./registries";
import type { NewRegistryImage } from "./registryImages";

const SHOWN_IMAGES = 100;
const SHOWN_SCANS = 20;
const MAX_ADDED = 100_000;

/** What a person sees in the console: every project's settings, and its images but for a very long list. */
export function showHuaweiCloud({ accounts, assumptions }: HuaweiCloud): JsonObject {
  return { assumptions: { ...assumptions }, accounts: accounts.map(showAccount) };
}

function showAccount(account: Account): JsonObject {
  const images = account.registryImages.list();
  return {
    domainId: account.domainId,
    projectId: account.projectId,
    region: account.region,
    scannerPolicy: account.scannerPolicy.value ?? null,
    registries: account.registries.list(),
    registryImages: { total: images.length, newest: images.slice(-SHOWN_IMAGES) },
    localImages: { total: account.localImages.size },
    quota: account.quota.value,
    scans: showScans(account),
  };
}

function showScans({ scans, scansHeld }: Account): JsonObject {
  return {
    total: scans.length,
    held: scansHeld,
    newest: scans.slice(-SHOWN_SCANS).map((scan) => ({
      ...scan,
      images: scan.images.slice(0, SHOWN_IMAGES),
      skipped: scan.skipped.slice(0, SHOWN_IMAGES),
      imageCount: scan.images.length,
    })),
  };
}

/**
 * Does what a person in the console could, in the project `?account=` or the first:
 *
 *     PATCH  scannerPolicy[?enterpriseProject=…]   the fields to change
 *     PATCH  quota                                 the fields to change
 *     POST   registries                            the fields, registry_name being one
 *     DELETE registries?registry=…
 *     POST   registryImages, localImages           {"image": "namespace/name:tag"} | {"count": 1000} | the fields
 *     PATCH  registryImages, localImages?image=…   {"digest": "sha256:…"}, or {} for any other digest
 *     DELETE registryImages, localImages?image=…
 *     PUT    registryFindings, localFindings?image=…   what its scans find, {"high": 1}, or {"error": "unknown_error"}
 *     GET    scans
 *     POST   scans   {"verb": "finish" | "hold" | "release" | "forget"}, {"verb": "break", "state": "timedOut"},
 *                    {"verb": "start", "kind": "registry", "images": ["namespace/name:tag"]}
 */
export function controlHuaweiCloud(vendor: HuaweiCloud, request: ControlRequest): Json {
  const { query } = request;
  const account = vendor.account(query.get("account") ?? undefined);
  const body = objectBody(request.body);
  switch (`${request.method} ${request.noun}`) {
    case "PATCH scannerPolicy":
      return account.scannerPolicyOf(query.get("enterpriseProject") ?? "0").edit(body);
    case "PATCH quota":
      account.quota.edit(body);
      return account.quota.value;
    case "POST registries":
      return account.registries.add(body as NewRegistry);
    case "DELETE registries":
      return account.registries.remove(query.get("registry") ?? "");
    case "GET scans":
      return showScans(account);
    case "POST scans":
      return steerScans(account, body);
    default:
      return controlImages(account, request, body);
  }
}

function controlImages(account: Account, request: ControlRequest, body: JsonObject): Json {
  const { method, noun } = request;
  const kind = /^(registry|local)(Images|Findings)$/.exec(noun)?.[1];
  if (!kind) throw new ControlError(`huaweicloud has no ${method} ${noun}`);
  const images = kind === "registry" ? account.registryImages : account.localImages;
  switch (`${method} ${noun.slice(kind.length)}`) {
    case "POST Images":
      return kind === "registry" ? addRegistryImages(account, body) : addLocalImages(account, body);
    case "PATCH Images":
      return images.move(whichImage(request), digestOf(body));
    case "DELETE Images":
      return images.remove(whichImage(request));
    case "PUT Findings":
      return setFindings(images, whichImage(request), body);
    default:
      throw new ControlError(`huaweicloud has no ${method} ${noun}`);
  }
}

function addRegistryImages({ registryImages }: Account, body: JsonObject): Json {
  const { image, count, ...fields } = body;
  if (typeof image === "string") return registryImages.add(image, fields);
  if (count === undefined) return registryImages.add(fields as NewRegistryImage);
  registryImages.addMany(countOf(count), fields);
  return { total: registryImages.size };
}

function addLocalImages({ localImages }: Account, body: JsonObject): Json {
  const { image, count, ...fields } = body;
  if (typeof image === "string") return localImages.add(image);
  if (count === undefined) return localImages.add(fields as NewLocalImage);
  localImages.addMany(countOf(count), fields);
  return { total: localImages.size };
}

function countOf(count: Json): number {
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 1 || count > MAX_ADDED) {
    throw new ControlError(`count is an integer from 1 to ${MAX_ADDED}`);
  }
  return count;
}

function setFindings(
  images: Account["registryImages"] | Account["localImages"],
  which: string,
  { error, ...findings }: JsonObject,
): Json {
  if (error === undefined) images.findings(which, findings as Findings);
  else images.failScans(which, error as string);
  return images.get(which);
}

function steerScans(account: Account, { verb, ...how }: JsonObject): Json {
  if (verb === "finish") account.finishScans();
  else if (verb === "hold") account.holdScans();
  else if (verb === "release") account.releaseScans();
  else if (verb === "forget") account.forgetScans();
  else if (verb === "break") account.breakScans(how.state as "timedOut");
  else if (verb === "start") account.startScan(how as unknown as ConsoleScan);
  else throw new ControlError("verb is finish, hold, release, forget, break or start");
  return showScans(account);
}

function whichImage({ query }: ControlRequest): string {
  const image = query.get("image");
  if (!image) throw new ControlError("say which image: ?image=namespace/name:tag, or its id");
  return image;
}

function digestOf({ digest }: JsonObject): string | undefined {
  if (digest === undefined || typeof digest === "string") return digest;
  throw new ControlError("digest is a text");
}
