import { createRoute, z } from '@hono/zod-openapi';
import type { RegistryConfig } from '#shared/contract/registry.ts';
import { hex } from '#shared/hex.ts';
import { resource } from '#shared/service/problems.server.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { addressText, hashText, stroopsText } from '../views/json-values.ts';
import type { Deps } from './api-deps.ts';
import { ledgerQuery } from './cursor.ts';
import { problems } from './problems.ts';

const registrySchema = z
	.object({
		registry: addressText,
		network: z.string().openapi({ description: 'the passphrase' }),
		events: z.int().openapi({ description: 'announced so far' }),
		usdc: addressText,
		treasury: addressText,
		relayer: addressText,
		admin: addressText,
		guardian: addressText,
		platform: addressText,
		platformFeeBps: z.int(),
		minReserveBps: z.int(),
		eventCap: stroopsText.openapi({ description: 'what a new event may hold at a time, in stroops' }),
		eventWasm: hashText.openapi({ description: 'SHA-256 of the code that new events get' }),
		attributionKey: hashText,
	})
	.openapi('Registry');

const route = createRoute({
	method: 'get',
	path: '/registry',
	summary: 'The registry’s configuration',
	request: { query: z.object(ledgerQuery) },
	responses: {
		...problems,
		200: {
			description: 'As its entry on the ledger holds it.',
			content: { 'application/json': { schema: registrySchema } },
		},
	},
});

/** `config` reads the registry's entry at the source; it changes rarely. */
export const registryRoutes = ({ read }: Deps, config: () => Promise<RegistryConfig>) =>
	resource().openapi(route, async (c) => {
		const [known, now] = await Promise.all([read(readCheckpoint), config()]);
		const view = {
			registry: known.registry,
			network: known.network,
			events: known.announced,
			usdc: now.usdc,
			treasury: now.treasury,
			relayer: now.relayer,
			admin: now.admin,
			guardian: now.guardian,
			platform: String(now.platform),
			platformFeeBps: now.platform_fee_bps,
			minReserveBps: now.min_reserve_bps,
			eventCap: String(now.event_cap),
			eventWasm: hex(now.event_wasm),
			attributionKey: hex(now.attribution_key),
		};
		return c.json(view, 200);
	});
