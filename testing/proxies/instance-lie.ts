import { xdr } from '@stellar/stellar-sdk';
import { instanceKey } from '#shared/chain/state/event-state.ts';
import type { Lie } from './lying-proxy.ts';

/** Changes one contract's instance on its way. */
export const instanceLie =
	(contract: string, change: (value: xdr.ScContractInstance) => xdr.ScContractInstance): Lie =>
	(method, _, answer) => {
		if (method !== 'getLedgerEntries') return;
		for (const entry of (answer.result?.entries ?? []) as { key: string; xdr: string }[]) {
			if (entry.key !== instanceKey(contract)) continue;
			const data = xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
			if (data.type !== 'contractData' || data.contractData.val.type !== 'scvContractInstance') continue;
			const val = xdr.ScVal.scvContractInstance(change(data.contractData.val.instance));
			entry.xdr = xdr.LedgerEntryData.contractData(
				new xdr.ContractDataEntry({ ...data.contractData, val }),
			).toXdr('base64');
		}
	};

/** The code of another contract. */
export const otherCode = (instance: xdr.ScContractInstance): xdr.ScContractInstance => {
	const executable = xdr.ContractExecutable.contractExecutableWasm(new Uint8Array(32).fill(9) as never);
	return new xdr.ScContractInstance({ ...instance, executable });
};
