import { Client } from 'pg';
import { reindex } from '../reindex/reindex.ts';

/**
 * A reindex that kills itself with SIGKILL: at a step by its name, or before a statement of the transaction that swaps, by its
 * number among those that follow the step `readers gone`.
 */
const [ownerUrl, at] = process.argv.slice(2) as [string, string];
const end = () => process.kill(process.pid, 'SIGKILL');
let statements: number | null = null;
const send = Client.prototype.query as (...args: unknown[]) => unknown;
Client.prototype.query = function (this: Client, ...args: unknown[]) {
	if (statements !== null && ++statements === Number(at)) end();
	return send.apply(this, args);
} as never;
await reindex({
	ownerUrl,
	reducers: 'killed',
	async onStep(name) {
		if (name === at) end();
		if (name === 'readers gone') statements = 0;
	},
});
process.send!(statements, () => process.disconnect());
