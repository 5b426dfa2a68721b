/**
 * Every secret that the sandbox and the tests make up has one of these forms: the sandbox's own keys, those of its
 * accounts of Huawei Cloud, and what tests call `…-is-secret`.
 */
const secret = /sandbox-(?:secret-key|access-secret)-\d+|[\w-]+-secret-key\b|[\w-]+-is-secret\b/;

const found: string[] = [];

/** Notes where a secret stands that should not; the test that is running fails. */
export function look(where: string, text: string): void {
  const match = secret.exec(text);
  if (match) found.push(`${where}: …${text.slice(Math.max(0, match.index - 80), match.index)}<a secret>`);
}

/** What was found since this was last asked. */
export function foundSecrets(): string[] {
  return found.splice(0);
}
