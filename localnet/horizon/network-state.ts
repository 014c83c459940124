import type { Network } from '../network.ts';
import { closedAt } from './text.ts';

const percentiles = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99];

/** There is no competition for space here: the minimum is always enough. */
export function feeStats(network: Network): object {
	const fee = '100';
	const distribution = {
		max: fee,
		min: fee,
		mode: fee,
		...Object.fromEntries(percentiles.map((p) => [`p${p}`, fee])),
	};
	return {
		last_ledger: String(network.sequence),
		last_ledger_base_fee: fee,
		ledger_capacity_usage: '0',
		fee_charged: distribution,
		max_fee: distribution,
	};
}

export function rootRecord(network: Network, base: string): object {
	const { protocol } = network.settings;
	const page = '{?cursor,limit,order}';
	const links: Record<string, string> = {
		self: '/',
		account: '/accounts/{account_id}',
		accounts: `/accounts{?signer}`,
		account_transactions: `/accounts/{account_id}/transactions${page}`,
		assets: '/assets{?asset_code,asset_issuer}',
		fee_stats: '/fee_stats',
		friendbot: '/friendbot{?addr}',
		transaction: '/transactions/{hash}',
	};
	const linkTo = (path: string) => ({
		href: base + path,
		...(path.includes('{') ? { templated: true } : {}),
	});
	return {
		_links: Object.fromEntries(Object.entries(links).map(([name, path]) => [name, linkTo(path)])),
		horizon_version: 'passa-localnet',
		core_version: 'passa-localnet',
		ingest_latest_ledger: network.sequence,
		history_latest_ledger: network.sequence,
		history_latest_ledger_closed_at: closedAt(network, network.sequence),
		history_elder_ledger: 1,
		core_latest_ledger: network.sequence,
		network_passphrase: network.passphrase,
		current_protocol_version: protocol,
		supported_protocol_version: protocol,
		core_supported_protocol_version: protocol,
	};
}
