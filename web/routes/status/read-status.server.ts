import { z } from 'zod';
import { webConfig } from '#lib/server/config.server.ts';
import { steadyClock } from '#shared/clock.ts';
import { remember } from '#shared/service/remember.ts';
import { type ChainStatus, chainForm } from './chain-status.ts';
import { type Part, partsOf } from './parts.ts';

/** Anybody may ask as often as they like: within this time all get the same answer. */
const rememberedMs = 2000;
const timeoutMs = 4000;

const readyz = z.object({ ready: z.boolean(), code: z.string() });
const forms = {
	indexer: readyz.extend({ ledgerAgeSeconds: z.int().nullable() }),
	relayer: readyz.extend({ provider: z.boolean().nullable() }),
	platform: readyz,
};

/** `chain`: null if the indexer does not answer. `at`: when all was asked, ISO. */
type StatusNow = { parts: Part[]; chain: ChainStatus | null; at: string };

/** Where the services answer; one that this Passa lacks is undefined. */
type Addresses = { indexer: string; relayer: string | undefined; platform: string | undefined };

/** What works now, at most two seconds old. */
export const readStatus: () => Promise<StatusNow> = remember(
	() => {
		const { INDEXER_URL: indexer, RELAYER_URL: relayer, PLATFORM_URL: platform } = webConfig();
		return askAll({ indexer, relayer, platform });
	},
	rememberedMs,
	steadyClock,
);

/** Asks all services at once. One that does not answer, or not in its form, counts as away. */
export async function askAll(addresses: Addresses): Promise<StatusNow> {
	const at = new Date().toISOString();
	const [indexer, relayer, platform, chain] = await Promise.all([
		ask(`${addresses.indexer}/readyz`, forms.indexer),
		addresses.relayer ? ask(`${addresses.relayer}/readyz`, forms.relayer) : undefined,
		addresses.platform ? ask(`${addresses.platform}/readyz`, forms.platform) : undefined,
		ask(`${addresses.indexer}/status`, chainForm),
	]);
	return { parts: partsOf({ indexer, relayer, platform }), chain, at };
}

async function ask<T>(url: string, form: z.ZodType<T>): Promise<T | null> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
		const read = form.safeParse(await response.json());
		return read.success ? read.data : null;
	} catch {
		return null;
	}
}
