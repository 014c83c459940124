import { writeFileSync } from 'node:fs';
import { runScript } from '#scripts/run-script.ts';
import { type Costs, measureCosts } from './costs/contract-costs.ts';
import { costGoals, costsFile } from './costs/cost-table.ts';
import type { Cost } from './costs/measured-call.ts';
import { type Figure, report } from './figure.ts';

const how =
	'Fees are what the network takes for a real envelope, in XLM, with the public network’s settings and rates and rent at its floor. Instructions are those declared: a tenth more than simulated. The reference is the description’s purchase taken literally (`testing/bench/literal`): a token for each ticket, a transfer for each payee. Purchases with a commission miss their goals by 2 and 4 %: the contract checks the signature of the attribution, writes the creator’s own entry (180 B) and reads who is credited from a longer envelope (412 B). Without the signature anybody could take a commission.';

function figuresOf({ rows }: Costs): Figure[] {
	const literal = { buy1: 'literal_buy1', buy10: 'literal_buy10' } as const;
	const feeOf = (id: string): number => rows.find((row) => row.id === id)!.feeXlm;
	return rows.map((row): Figure => {
		const goal = costGoals[row.id];
		const beside = Object.hasOwn(literal, row.id) ? literal[row.id as keyof typeof literal] : null;
		return {
			name: nameOf(row),
			value: row.feeXlm,
			unit: 'XLM',
			...(goal === undefined ? {} : { goal: `≤ ${goal}` }),
			...(beside ? { reference: { name: beside, value: feeOf(beside) } } : {}),
		};
	});
}

const nameOf = ({ id, instructions, entriesWritten, bytesWritten, txBytes, perLedger }: Cost): string =>
	`${id}: ${(instructions / 1e6).toFixed(2)} M instructions, ${entriesWritten} entries and ${bytesWritten} B written, ${txBytes} B, ${perLedger} in a ledger`;

/**
 * `npm run bench:contracts`: what calls cost beside the description's purchase taken literally. `--json` prints the table
 * as JSON, `--keep` writes the one that tests compare with.
 */
await runScript(async () => {
	const costs = await measureCosts();
	if (process.argv.includes('--keep')) writeFileSync(costsFile, `${JSON.stringify(costs, null, '\t')}\n`);
	if (process.argv.includes('--json')) return console.log(JSON.stringify(costs));
	report(figuresOf(costs), how);
});
