import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { Chromium } from "./chromium";

type Json = Record<string, unknown>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Json;
  readonly result?: Json;
  readonly error?: { readonly message: string };
}

/** How a page is looked at. */
export interface View {
  readonly width: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  readonly media?: "screen" | "print";
}

const mostMs = 30_000;

/** A Chromium with one page and no network, driven through a pipe. https://chromedevtools.github.io/devtools-protocol/ */
export class Browser {
  /** What the page has complained of. */
  readonly complaints: string[] = [];
  /** What the page has asked for, beside itself. */
  readonly requests: string[] = [];
  private readonly waiting = new Map<number, (message: Message) => void>();
  private sessionId: string | undefined;
  private count = 0;
  private loaded: () => void = () => {};

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
  ) {
    // A pipe that breaks is told as the end of the process, or as a call without an answer.
    for (const pipe of child.stdio) pipe?.on("error", () => {});
    let text = "";
    (child.stdio[4] as Readable).setEncoding("utf8").on("data", (chunk: string) => {
      const messages = `${text}${chunk}`.split("\0");
      text = messages.pop() ?? "";
      for (const message of messages) this.take(JSON.parse(message) as Message);
    });
  }

  static async start({ executable, args, env }: Chromium): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), "pulumi-image-scan-chromium-"));
    const own = [
      "--no-sandbox",
      "--no-first-run",
      "--hide-scrollbars",
      "--remote-debugging-pipe",
      `--user-data-dir=${profile}`,
    ];
    const child = spawn(executable, [...args, ...own, "about:blank"], {
      env: { PATH: process.env.PATH, HOME: profile, ...env },
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    const browser = new Browser(child, profile);
    try {
      await Promise.race([browser.attach(), failure(child)]);
      return browser;
    } catch (error) {
      browser.remove();
      throw error;
    }
  }

  /** Loads a page, without what it may have asked for elsewhere. */
  async open(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => {
      this.loaded = resolve;
    });
    await this.call("Page.navigate", { url });
    await Promise.race([loaded, late(`${url} has not loaded`)]);
  }

  async look({ width, height = 900, scheme = "light", media = "screen" }: View): Promise<void> {
    await this.call("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
    const features = [{ name: "prefers-color-scheme", value: scheme }];
    await this.call("Emulation.setEmulatedMedia", { media, features });
  }

  /** The value of an expression in the page. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.call("Runtime.evaluate", {
      expression,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { value: T }).value;
  }

  /** A picture of what is seen, or of so much of the page from its top. */
  async picture(): Promise<Buffer> {
    const { data } = await this.call("Page.captureScreenshot", { format: "png" });
    return Buffer.from(String(data), "base64");
  }

  async stop(): Promise<void> {
    const ended = once(this.child, "close");
    this.child.kill("SIGKILL");
    await ended;
    this.remove();
  }

  private remove(): void {
    this.child.kill("SIGKILL");
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }

  private async attach(): Promise<void> {
    const { targetId } = await this.call("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.call("Target.attachToTarget", { targetId, flatten: true });
    this.sessionId = String(sessionId);
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await this.call(`${domain}.enable`);
    const nothing = { latency: 0, downloadThroughput: 0, uploadThroughput: 0 };
    await this.call("Network.emulateNetworkConditions", { offline: true, ...nothing });
  }

  private call(method: string, params: Json = {}): Promise<Json> {
    this.count += 1;
    const id = this.count;
    const answer = new Promise<Json>((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result ?? {}),
      );
    });
    const message = { id, method, params, sessionId: this.sessionId };
    (this.child.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
    return Promise.race([answer, late(`${method} is not answered`)]);
  }

  private take({ id, method, params = {}, ...answer }: Message): void {
    if (id !== undefined) {
      this.waiting.get(id)?.(answer);
      this.waiting.delete(id);
    }
    if (method === "Page.loadEventFired") this.loaded();
    if (
      method === "Log.entryAdded" ||
      method === "Runtime.exceptionThrown" ||
      method === "Runtime.consoleAPICalled"
    )
      this.complaints.push(JSON.stringify(params));
    if (method === "Network.requestWillBeSent")
      this.requests.push(String((params.request as { readonly url: string }).url));
  }
}

async function failure(child: ChildProcess): Promise<never> {
  const [why] = await Promise.race([once(child, "error"), once(child, "exit")]);
  throw new Error(`Chromium does not start: ${why instanceof Error ? why.message : `it ended with ${why}`}`);
}

function late(text: string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`${text} within ${mostMs / 1000} s`)), mostMs).unref();
  });
}
