import { releaseSubEntry, takeSubEntry } from '../reserves.ts';
import type { LedgerKey } from '../xdr-types.ts';
import { type Apply, result } from './operation.ts';

export const manageData: Apply<10> = ({ manageDataOp: op }, c) => {
	const answer = (code: number) => result(10, 'manageDataResult', code);
	if (op.dataName.toString().length === 0) return answer(-4);
	const key: LedgerKey = { type: 3, data: { accountId: c.source, dataName: op.dataName } };
	const exists = c.state.read(key) !== null;
	if (op.dataValue === null) {
		if (!exists) return answer(-2);
		releaseSubEntry(c, c.source, c.state.sponsorOf(key));
		c.state.remove(key);
		return answer(0);
	}
	const taken = exists ? { sponsor: null } : takeSubEntry(c, c.source);
	if (!taken) return answer(-3);
	const data = {
		accountId: c.source,
		dataName: op.dataName,
		dataValue: op.dataValue,
		ext: { v: 0 as const },
	};
	c.state.write(key, { type: 3, data }, c.ledger, taken.sponsor);
	return answer(0);
};
