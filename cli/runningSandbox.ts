import { isJsonObject, type Json, parseJson, printJson } from "../sandbox/json";
import { Failure } from "./failure";

const ENDPOINT = "IMAGE_SCAN_TENCENTCLOUD_ENDPOINT";
/** Every vendor of a sandbox answers at the same address: any of these leads to it. */
const ENDPOINTS = [ENDPOINT, "IMAGE_SCAN_ALICLOUD_ENDPOINT", "IMAGE_SCAN_HUAWEICLOUD_ENDPOINT"];

/** Asks the sandbox that this shell's environment points at; a Failure says why it cannot be asked. */
export async function askSandbox(method: string, path: string, body?: Json): Promise<Json> {
  const url = sandboxUrl();
  let status: number;
  let text: string;
  try {
    const answer = await fetch(new URL(`/_sandbox/${path}`, url), {
      method,
      redirect: "error",
      ...(body !== undefined && { body: printJson(body) }),
    });
    status = answer.status;
    text = await answer.text();
  } catch {
    throw new Failure(`no sandbox answers at ${url.origin}: is \`pulumi-image-scan sandbox\` running?`);
  }
  const said = parsed(text);
  if (said === undefined) throw new Failure(`what answers at ${url.origin} is not the sandbox`);
  if (status === 200) return said;
  const reason = isJsonObject(said) && typeof said.error === "string" ? said.error : `HTTP ${status}`;
  throw new Failure(reason);
}

/** Where the sandbox is, which is never anywhere but on this machine. */
function sandboxUrl(): URL {
  const name = ENDPOINTS.find((name) => process.env[name]);
  const endpoint = name && process.env[name];
  if (!endpoint) {
    throw new Failure(
      `${ENDPOINT} is not set: run \`pulumi-image-scan sandbox\` and paste the lines it prints`,
    );
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== "http:" || !["127.0.0.1", "localhost"].includes(url.hostname)) {
    throw new Failure(`${name} is not a sandbox's address, http://127.0.0.1:PORT`);
  }
  return url;
}

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
