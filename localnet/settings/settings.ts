import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { xdr } from '@stellar/stellar-sdk';

type Settings = {
	protocol: number;
	limits: Record<string, number>;
	fees: Record<string, number>;
	archival: Record<string, number>;
	/** name, cpu constant, cpu linear, memory constant, memory linear. */
	costs: [string, number, number, number, number][];
};

type Fields = Record<string, number | bigint>;

/** The public network's settings: see the file for their source and date. */
export const mainnet: Settings = JSON.parse(readFileSync(join(import.meta.dirname, 'mainnet.json'), 'utf8'));

/** As ConfigSetting entries. Fields that the network holds as 64 bits become bigint. */
export function configSettings(settings: Settings): xdr.ConfigSettingEntry[] {
	const { limits: l, fees: f, archival: a } = settings;
	const pick = (from: Fields, names: string[]): Fields => Object.fromEntries(names.map((n) => [n, from[n]!]));
	const wide = (from: Fields, names: string[]): Fields =>
		Object.fromEntries(names.map((n) => [n, BigInt(from[n]!)]));
	const bodies: [number, string, unknown][] = [
		[0, 'contractMaxSizeBytes', l.maxContractSizeBytes],
		[
			1,
			'contractCompute',
			{
				...wide(l, ['ledgerMaxInstructions', 'txMaxInstructions']),
				...wide(f, ['feeRatePerInstructionsIncrement']),
				txMemoryLimit: l.txMemoryLimit,
			},
		],
		[2, 'contractLedgerCost', ledgerCost(l, f, pick, wide)],
		[3, 'contractHistoricalData', wide(f, ['feeHistorical1Kb'])],
		[
			4,
			'contractEvents',
			{ ...pick(l, ['txMaxContractEventsSizeBytes']), ...wide(f, ['feeContractEvents1Kb']) },
		],
		[
			5,
			'contractBandwidth',
			{ ...pick(l, ['ledgerMaxTxsSizeBytes', 'txMaxSizeBytes']), ...wide(f, ['feeTxSize1Kb']) },
		],
		[6, 'contractCostParamsCpuInsns', costParams(settings, 1)],
		[7, 'contractCostParamsMemBytes', costParams(settings, 3)],
		[8, 'contractDataKeySizeBytes', l.maxContractDataKeySizeBytes],
		[9, 'contractDataEntrySizeBytes', l.maxContractDataEntrySizeBytes],
		[
			10,
			'stateArchivalSettings',
			{ ...a, ...wide(a, ['persistentRentRateDenominator', 'tempRentRateDenominator']) },
		],
		[11, 'contractExecutionLanes', pick(l, ['ledgerMaxTxCount'])],
		[12, 'liveSorobanStateSizeWindow', Array.from({ length: 30 }, () => BigInt(f.sorobanStateSizeBytes!))],
		[14, 'contractParallelCompute', pick(l, ['ledgerMaxDependentTxClusters'])],
		[15, 'contractLedgerCostExt', { ...pick(l, ['txMaxFootprintEntries']), ...wide(f, ['feeWrite1Kb']) }],
	];
	return bodies.map(([configSettingID, arm, value]) =>
		xdr.ConfigSettingEntry.fromXdrObject({ configSettingID, [arm]: value } as never),
	);
}

function ledgerCost(l: Fields, f: Fields, pick: typeof subset, wide: typeof subset): Fields {
	return {
		...pick(l, ['ledgerMaxDiskReadEntries', 'ledgerMaxDiskReadBytes', 'ledgerMaxWriteLedgerEntries']),
		...pick(l, ['ledgerMaxWriteBytes', 'txMaxDiskReadEntries', 'txMaxDiskReadBytes']),
		...pick(l, ['txMaxWriteLedgerEntries', 'txMaxWriteBytes']),
		...wide(f, [
			'feeDiskReadLedgerEntry',
			'feeWriteLedgerEntry',
			'feeDiskRead1Kb',
			'sorobanStateTargetSizeBytes',
		]),
		...wide(f, ['rentFee1KbSorobanStateSizeLow', 'rentFee1KbSorobanStateSizeHigh']),
		...pick(f, ['sorobanStateRentFeeGrowthFactor']),
	};
}

declare function subset(from: Fields, names: string[]): Fields;

function costParams(settings: Settings, column: 1 | 3): unknown[] {
	return settings.costs.map((row) => ({
		ext: { v: 0 },
		constTerm: BigInt(row[column]),
		linearTerm: BigInt(row[(column + 1) as 2 | 4]),
	}));
}
