import { privateHosts } from "../privateHosts";

const forms = privateHosts.map(([form, written]) => ({ form: new RegExp(form), written }));

/**
 * The public host of the registry that `host` is a name of: some answer under another name within a vendor's private
 * network. Every other host is itself.
 */
export function publicHost(host: string): string {
  const found = forms.find(({ form }) => form.test(host));
  return found === undefined ? host : host.replace(found.form, found.written);
}
