import { ControlError, objectBody } from "./control";
import type { Json, JsonObject } from "./json";
import type { ControlRequest } from "./vendor";

/** The images of an account's registries, whatever the vendor. */
interface Images {
  readonly size: number;
  add(image: string | JsonObject, fields?: JsonObject): Json;
  addMany(count: number, fields: JsonObject): void;
  get(which: string): Json;
  move(which: string, digest?: string): Json;
  remove(which: string): Json;
  findings(which: string, findings: JsonObject): void;
  failScans(which: string, error: string): void;
  list(): Json[];
}

/** An account that has images, and scans of them. */
interface Console {
  readonly registryImages: Images;
  readonly scans: readonly { readonly images: readonly string[] }[];
  readonly scansHeld: boolean;
  finishScans(): void;
  holdScans(): void;
  releaseScans(): void;
}

const SHOWN_IMAGES = 100;
const SHOWN_SCANS = 20;
const MAX_PUSHED = 100_000;

/** What a person sees of the images, but for a very long list. */
export function showImages({ registryImages }: Console): JsonObject {
  const images = registryImages.list();
  return { total: images.length, newest: images.slice(-SHOWN_IMAGES) };
}

/** What a person sees of the newest scans. */
export function showScans({ scans, scansHeld }: Console): JsonObject {
  return {
    total: scans.length,
    held: scansHeld,
    newest: scans.slice(-SHOWN_SCANS).map((scan) => ({ ...cut(scan), imageCount: scan.images.length })),
  };
}

/** The same with its lists cut to a length that a person reads. */
function cut(scan: object): JsonObject {
  const fields = Object.entries(scan) as [string, Json][];
  return Object.fromEntries(
    fields.map(([name, value]) => [name, Array.isArray(value) ? value.slice(0, SHOWN_IMAGES) : value]),
  );
}

/**
 * Does what a person in any vendor's console could:
 *
 *     POST   registryImages            {"image": "namespace/name:tag"} | {"count": 1000} | the fields
 *     PATCH  registryImages?image=…    {"digest": "sha256:…"}, or {} for any other digest
 *     DELETE registryImages?image=…
 *     PUT    registryFindings?image=…  what its scans find, {"high": 1}, or {"error": a word of the vendor's}
 *     GET    scans
 *     POST   scans                     {"verb": "finish" | "hold" | "release"}
 */
export function controlImagesAndScans(account: Console, cloud: string, request: ControlRequest): Json {
  const { registryImages } = account;
  const body = objectBody(request.body);
  switch (`${request.method} ${request.noun}`) {
    case "POST registryImages":
      return addImages(registryImages, body);
    case "PATCH registryImages":
      return registryImages.move(whichImage(request), digestOf(body));
    case "DELETE registryImages":
      return registryImages.remove(whichImage(request));
    case "PUT registryFindings":
      return setFindings(registryImages, whichImage(request), body);
    case "GET scans":
      return showScans(account);
    case "POST scans":
      return steerScans(account, body);
    default:
      throw new ControlError(`${cloud} has no ${request.method} ${request.noun}`);
  }
}

function addImages(images: Images, body: JsonObject): Json {
  const { image, count, ...fields } = body;
  if (typeof image === "string") return images.add(image, fields);
  if (count === undefined) return images.add(fields);
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 1 || count > MAX_PUSHED) {
    throw new ControlError(`count is an integer from 1 to ${MAX_PUSHED}`);
  }
  images.addMany(count, fields);
  return { total: images.size };
}

function setFindings(images: Images, which: string, body: JsonObject): Json {
  const { error, ...findings } = body;
  if (error === undefined) images.findings(which, findings);
  else images.failScans(which, error as string);
  return images.get(which);
}

function steerScans(account: Console, { verb }: JsonObject): Json {
  if (verb === "finish") account.finishScans();
  else if (verb === "hold") account.holdScans();
  else if (verb === "release") account.releaseScans();
  else throw new ControlError("verb is finish, hold or release");
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
