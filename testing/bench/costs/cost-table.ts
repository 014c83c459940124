import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '#scripts/wasm/artifacts.ts';
import type { Costs } from './contract-costs.ts';

/** The committed table, as `npm run bench:contracts -- --keep` writes it. */
export const costsFile = join(root, 'docs/contract-costs.json');

export const readCosts = (): Costs => JSON.parse(readFileSync(costsFile, 'utf8')) as Costs;

/** The most that a call may cost, in XLM. */
export const costGoals: Readonly<Record<string, number>> = {
	buy1: 0.024,
	buy10: 0.0245,
	buy1_commission: 0.0255,
	buy10_commission: 0.026,
	buy1_relayed: 0.025,
	fiat_batch_per_order: 0.0218,
	distribute4: 0.004,
	transfer_single: 0.0075,
	check_in_per_order: 0.0009,
	create_event: 0.25,
};

const mostRise = 1.02;

/** Calls whose fee is more than 2 % above the table's, or that the table does not have; a sentence for each. */
export function risen(kept: Costs, measured: Costs): string[] {
	const before = new Map(kept.rows.map(({ id, feeXlm }) => [id, feeXlm]));
	const known = new Set(measured.rows.map(({ id }) => id));
	const lost = kept.rows.filter(({ id }) => !known.has(id)).map(({ id }) => `${id} is measured no more`);
	return measured.rows
		.flatMap(({ id, feeXlm }) => {
			const was = before.get(id);
			if (was === undefined) return [`${id} is not in the table`];
			return feeXlm > was * mostRise ? [`${id} costs ${feeXlm} XLM, ${was} in the table`] : [];
		})
		.concat(lost);
}
