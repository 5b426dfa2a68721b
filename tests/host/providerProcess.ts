import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import {
  CheckRequest,
  CheckResponse,
  ConfigureRequest,
  ConfigureResponse,
  CreateRequest,
  CreateResponse,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  ErrorResourceInitFailed,
  ReadRequest,
  ReadResponse,
  UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { look } from "../../tools/ground/secrets";

export type Properties = { [name: string]: JavaScriptValue };

interface Message {
  serializeBinary(): Uint8Array;
  toObject(): unknown;
}

const startTimeoutMs = 20_000;
const callTimeoutMs = 20_000;

export interface ProviderOptions {
  /** The directory that the engine would run the program in. */
  readonly program: string;
  /** The Node that runs it. */
  readonly node: string;
  /** The address of the engine. */
  readonly engine: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What a call ends with that the provider answers with an error. */
export class CallFailed extends Error {
  override readonly name = "CallFailed";
  constructor(
    message: string,
    /** What the engine keeps all the same. */
    readonly partial?: { readonly id: string; readonly properties: Properties; readonly reasons: string[] },
  ) {
    super(message);
  }
}

/** Pulumi's process that runs dynamic providers, driven as the engine does it. */
export class ProviderProcess {
  /** What it has printed so far, less its port. */
  readonly printed = { stdout: "", stderr: "" };
  /** Everything that it has answered, to search it. */
  readonly answered: string[] = [];
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;
  private client: Client | undefined;

  private constructor({ program, node, engine, env }: ProviderOptions) {
    const host = join("node_modules", "@pulumi", "pulumi", "cmd", "dynamic-provider");
    this.child = spawn(node, ["--require", require.resolve("./preload"), host, engine], {
      cwd: program,
      env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of ["stdout", "stderr"] as const) {
      this.child[stream]?.setEncoding("utf8").on("data", (chunk: string) => {
        look(`${stream} of the provider process`, chunk);
        this.printed[stream] += chunk;
      });
    }
    this.closed = new Promise((resolve) => this.child.once("close", resolve).once("error", resolve));
  }

  static async start(options: ProviderOptions): Promise<ProviderProcess> {
    const provider = new ProviderProcess(options);
    try {
      await provider.connect();
      return provider;
    } catch (error) {
      await provider.stop();
      throw error;
    }
  }

  /** Hands over the stack's configuration. */
  async configure(config: Record<string, string>): Promise<void> {
    const request = new ConfigureRequest().setArgs(Struct.fromJavaScript(config));
    await this.call("Configure", request, ConfigureResponse);
  }

  async check(news: Properties, olds: Properties = {}) {
    const request = new CheckRequest()
      .setNews(Struct.fromJavaScript(news))
      .setOlds(Struct.fromJavaScript(olds));
    const response = await this.call("Check", request, CheckResponse);
    return {
      inputs: propertiesOf(response.getInputs()),
      failures: response
        .getFailuresList()
        .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
    };
  }

  async diff(id: string, olds: Properties, news: Properties) {
    const request = new DiffRequest()
      .setId(id)
      .setOlds(Struct.fromJavaScript(olds))
      .setNews(Struct.fromJavaScript(news));
    const response = await this.call("Diff", request, DiffResponse);
    return {
      changes: response.getChanges() === DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  async create(inputs: Properties) {
    const request = new CreateRequest().setProperties(Struct.fromJavaScript(inputs));
    const response = await this.call("Create", request, CreateResponse);
    return { id: response.getId(), state: propertiesOf(response.getProperties()) };
  }

  /** An empty id says that it is gone. */
  async read(id: string, state: Properties) {
    const request = new ReadRequest().setId(id).setProperties(Struct.fromJavaScript(state));
    const response = await this.call("Read", request, ReadResponse);
    return {
      id: response.getId(),
      state: propertiesOf(response.getProperties()),
      inputs: propertiesOf(response.getInputs()),
    };
  }

  async update(id: string, olds: Properties, news: Properties): Promise<Properties> {
    const request = new UpdateRequest()
      .setId(id)
      .setOlds(Struct.fromJavaScript(olds))
      .setNews(Struct.fromJavaScript(news));
    const response = await this.call("Update", request, UpdateResponse);
    return propertiesOf(response.getProperties());
  }

  async delete(id: string, state: Properties): Promise<void> {
    const request = new DeleteRequest().setId(id).setProperties(Struct.fromJavaScript(state));
    await this.call("Delete", request, Empty);
  }

  /** The files of all modules that it has loaded, with forward slashes. */
  async loaded(): Promise<string[]> {
    const answer = once(this.child, "message", { signal: AbortSignal.timeout(callTimeoutMs) });
    this.child.send("which modules are loaded?");
    const [files] = (await answer) as [string[]];
    return files.map((file) => file.replaceAll("\\", "/"));
  }

  /** Ends the process, and waits until all that it has printed has arrived. */
  async stop(): Promise<void> {
    this.client?.close();
    this.child.kill("SIGKILL");
    await this.closed;
  }

  private async connect(): Promise<void> {
    const started = new Promise<void>((resolve) =>
      this.child.stdout?.on("data", () => this.printed.stdout.includes("\n") && resolve()),
    );
    await Promise.race([started, this.closed, sleep(startTimeoutMs, undefined, { ref: false })]);
    const [port = "", ...rest] = this.printed.stdout.split("\n");
    if (rest.length === 0) throw new Error(`the provider process does not start:\n${this.printed.stderr}`);
    this.printed.stdout = rest.join("\n");
    this.client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  private answer(text: string): void {
    look("an answer of the provider process", text);
    this.answered.push(text);
  }

  private call<Response extends Message>(
    method: string,
    request: Message,
    type: { deserializeBinary(bytes: Uint8Array): Response },
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.client?.makeUnaryRequest(
        `/pulumirpc.ResourceProvider/${method}`,
        (message: Message) => Buffer.from(message.serializeBinary()),
        (bytes) => type.deserializeBinary(bytes),
        request,
        new Metadata(),
        { deadline: Date.now() + callTimeoutMs },
        (error, response) => {
          if (response) {
            this.answer(`${method}: ${JSON.stringify(response.toObject())}`);
            resolve(response);
          } else if (error) {
            const failed = new CallFailed(error.details, partialOf(error));
            this.answer(`${method}: ${error.details} ${JSON.stringify(failed.partial)}`);
            reject(failed);
          }
        },
      );
    });
  }
}

function partialOf(error: ServiceError): CallFailed["partial"] {
  const [packed] = error.metadata.get("grpc-status-details-bin");
  if (!(packed instanceof Buffer)) return undefined;
  const failed = Status.deserializeBinary(packed)
    .getDetailsList()[0]
    ?.unpack(ErrorResourceInitFailed.deserializeBinary, "pulumirpc.ErrorResourceInitFailed");
  if (!failed) return undefined;
  return {
    id: failed.getId(),
    properties: propertiesOf(failed.getProperties()),
    reasons: failed.getReasonsList(),
  };
}

function propertiesOf(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}
