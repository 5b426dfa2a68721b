import { randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const pollMs = 250;
const heartbeatMs = 2_000;
/** A holder without a sign of life for this long is gone, even if some other process has its pid by now. */
const staleAfterMs = 60_000;

interface LockWait {
  timeoutMs: number;
  /** Called at every look with the holder's pid; true ends the wait: what the lock was wanted for has been done. */
  onWait(holder: number, waitedMs: number): boolean;
}

/**
 * A directory that one process holds at a time. Two waiters that meet the same dead holder at the same moment may
 * both get it: the work under it has to be safe then, and may only be done twice.
 */
export class Lock {
  private readonly heartbeat: NodeJS.Timeout;

  private constructor(private readonly directory: string) {
    this.heartbeat = setInterval(() => showLife(directory), heartbeatMs);
    this.heartbeat.unref();
  }

  /** The lock, or undefined when `onWait` ended the wait. Throws when the wait has lasted too long. */
  static async acquire(directory: string, wait: LockWait): Promise<Lock | undefined> {
    const started = Date.now();
    let waitedMs = 0;
    do {
      if (take(directory)) return new Lock(directory);
      const holder = holderOf(directory);
      if (isStale(directory, holder)) discard(directory);
      else if (holder !== undefined && wait.onWait(holder.pid, waitedMs)) return undefined;
      await sleep(pollMs);
      waitedMs = Date.now() - started;
    } while (waitedMs <= wait.timeoutMs);
    throw new Error(`${directory} is held by another process for more than ${wait.timeoutMs / 1000} s`);
  }

  release(): void {
    clearInterval(this.heartbeat);
    rmSync(this.directory, { recursive: true, force: true });
  }
}

interface Holder {
  pid: number;
  host: string;
}

/** A directory is renamed onto another only when that one is empty or missing: so the lock never lacks its holder. */
function take(directory: string): boolean {
  if (existsSync(directory)) return false;
  const prepared = `${directory}.${randomUUID()}`;
  mkdirSync(prepared);
  try {
    const holder: Holder = { pid: process.pid, host: hostname() };
    writeFileSync(join(prepared, "holder.json"), JSON.stringify(holder));
    renameSync(prepared, directory);
    return true;
  } catch (error) {
    rmSync(prepared, { recursive: true, force: true });
    if (existsSync(directory)) return false;
    throw error;
  }
}

function holderOf(directory: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, "holder.json"), "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

function isStale(directory: string, holder: Holder | undefined): boolean {
  // On a home directory that machines share, a pid says something only on its own machine.
  if (holder !== undefined && holder.host === hostname() && !isAlive(holder.pid)) return true;
  try {
    return Date.now() - statSync(directory).mtimeMs > staleAfterMs;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Renamed first: removing it in place would show other waiters a lock without a holder. */
function discard(directory: string): void {
  const discarded = `${directory}.${randomUUID()}`;
  try {
    renameSync(directory, discarded);
  } catch {
    return;
  }
  rmSync(discarded, { recursive: true, force: true });
}

function showLife(directory: string): void {
  try {
    utimesSync(directory, new Date(), new Date());
  } catch {
    // Taken over as stale, while this process was asleep: then both work, and the first result stays.
  }
}
