import { readdirSync, readFileSync } from "node:fs";

/** A running process, as /proc shows it. */
export interface FoundProcess {
  pid: number;
  parent: number;
  command: string[];
}

/**
 * The processes that have an entry in their environment that starts like this (`NAME=value`). The engine starts its
 * plugins in process groups of their own, and they may outlive it as orphans: neither the group nor the parent finds
 * them all, what they inherited does. Empty where there is no /proc.
 */
export function processesWith(environmentEntry: string): FoundProcess[] {
  const found: FoundProcess[] = [];
  for (const name of listProc()) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      const entries = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
      if (!entries.some((entry) => entry.startsWith(environmentEntry))) continue;
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
      found.push({ pid, parent: parentOf(pid), command });
    } catch {
      // It has ended meanwhile, or it is another user's.
    }
  }
  return found;
}

const killRounds = 5;

/** Kills them, and what they start in the meantime. */
export function killProcessesWith(environmentEntry: string): void {
  for (let round = 0; round < killRounds; round++) {
    const found = processesWith(environmentEntry);
    if (found.length === 0) return;
    for (const { pid } of found) tryKill(pid);
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function listProc(): string[] {
  try {
    return readdirSync("/proc");
  } catch {
    return [];
  }
}

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name, in parentheses, may hold spaces and parentheses itself.
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}
