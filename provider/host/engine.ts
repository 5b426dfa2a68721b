import { connect } from "node:net";

/** Whether an engine still listens at the address that it started this process with. */
export function engineIsThere(address: string | undefined): Promise<boolean> {
  const [, host, port] = /^(?:tcp:\/\/)?(.+):(\d+)$/.exec(address ?? "") ?? [];
  // Started by something else than an engine: there is nobody to miss.
  if (host === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: 2000 });
    const end = (there: boolean): void => {
      socket.destroy();
      resolve(there);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    // An engine that is slow to accept is there all the same.
    socket.once("timeout", () => end(true));
  });
}
