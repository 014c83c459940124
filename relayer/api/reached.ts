import { sql } from 'drizzle-orm';
import type { Clock } from '#shared/service/clock.ts';
import type { Database } from '../models/schema.ts';

/** Whether what this process stands on answers. `provider` is null where there is no fiat rail. */
export type Reached = () => Promise<{ database: boolean; rpc: boolean; provider: boolean | null }>;

type Targets = { db: Database; rpcUrl: string; providerUrl: string | null; clock: Clock };

const timeout = 2_000;
const remembered = 5_000;

/** Asked often, by machines: the network's and the provider's answers are remembered for a while. */
export function reachedOf({ db, rpcUrl, providerUrl, clock }: Targets): Reached {
	const rpc = remember(clock, () => answers(rpcUrl, healthCall));
	const provider = providerUrl === null ? null : remember(clock, () => answers(providerUrl));
	return async () => {
		const database = db.execute(sql`SELECT 1`).then(
			() => true,
			() => false,
		);
		const found = await Promise.all([database, rpc(), provider ? provider() : null]);
		return { database: found[0], rpc: found[1], provider: found[2] };
	};
}

const healthCall = {
	method: 'POST',
	headers: { 'content-type': 'application/json' },
	body: '{"jsonrpc":"2.0","id":1,"method":"getHealth"}',
};

/** Any answer will do: somebody is there. */
const answers = (url: string, request: RequestInit = {}): Promise<boolean> =>
	fetch(url, { ...request, signal: AbortSignal.timeout(timeout) }).then(
		async (response) => {
			await response.body?.cancel();
			return response.status < 500;
		},
		() => false,
	);

function remember(clock: Clock, ask: () => Promise<boolean>): () => Promise<boolean> {
	let known: { answer: Promise<boolean>; until: number } | null = null;
	return async () => {
		if (known && known.until > clock.now() && (await known.answer)) return true;
		known = { answer: ask(), until: clock.now() + remembered };
		return known.answer;
	};
}
