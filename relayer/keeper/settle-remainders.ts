import { scValToNative, type xdr } from '@stellar/stellar-sdk';
import type { Logger } from 'pino';
import { type Chain, prepare } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { registryArgs } from '#shared/contract/registry-args.ts';
import type { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import type { EventCalls } from './read-dues.ts';
import type { Remainder } from './remainder.ts';

type Options = { chain: Chain; registry: string; channels: ChannelAccounts; log: Logger; minDue: bigint };

/** Nothing to pay, or somebody else was faster. */
const idle = ['NOTHING_DUE', 'REFUNDS_OPEN'];

/**
 * Makes the two calls that anybody may make and nobody has a reason to: closing a cancelled event's refunds, and paying
 * the treasury what it bore for buyers without a wallet. The contract pays each sum once. Returns whether one failed,
 * so that it is tried again.
 */
export async function settleRemainder(
	options: Options,
	{ event, closes, owes }: Remainder,
	{ version, failures }: EventCalls,
): Promise<boolean> {
	const { registry } = options;
	const calls: [string, xdr.Operation][] = [];
	if (closes)
		calls.push(['close_refunds', contractCall(event, 'close_refunds', version.args('close_refunds', {}))]);
	if (closes || owes)
		calls.push([
			'pay_treasury',
			contractCall(registry, 'pay_treasury', registryArgs('pay_treasury', { event })),
		]);
	let failed = false;
	for (const [name, operation] of calls)
		failed = !(await pay(options, { event, name, operation, failures })) || failed;
	return failed;
}

type Paying = { event: string; name: string; operation: xdr.Operation; failures: EventCalls['failures'] };

async function pay(
	{ chain, channels, log, minDue }: Options,
	{ event, name, operation, failures }: Paying,
): Promise<boolean> {
	try {
		let small = false;
		const landed = await channels.submit({
			failures,
			async build(source) {
				const { transaction, returnValue } = await prepare({ chain, source, operation, failures });
				const amount = returnValue ? scValToNative(returnValue) : null;
				small = typeof amount === 'bigint' && amount < minDue;
				if (small) throw new TooSmall();
				return transaction;
			},
		});
		log.info({ event, name, ledger: landed.ledger, tx: landed.hash }, 'paid what was left');
		return true;
	} catch (error) {
		if (error instanceof TooSmall) return true;
		const { code, message } = error as { code?: string; message: string };
		if (code !== undefined && idle.includes(code)) return true;
		log.warn({ event, name, code, message }, 'what was left could not be paid');
		return false;
	}
}

/** It waits for more: the call costs more than it brings. */
class TooSmall extends Error {}
