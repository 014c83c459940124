import { hexOf } from '../reserves.ts';
import { sameKey } from '../xdr-types.ts';
import { type Apply, result } from './operation.ts';

/** From here to the matching end, the source pays the reserves that `sponsoredId` needs (CAP-33). */
export const beginSponsoring: Apply<16> = ({ beginSponsoringFutureReservesOp: op }, c) => {
	const answer = (code: number) => result(16, 'beginSponsoringFutureReservesResult', code);
	if (sameKey(op.sponsoredId, c.source)) return answer(-1);
	if (c.sponsors.has(hexOf(op.sponsoredId))) return answer(-2);
	const sponsors = [...c.sponsors.values()];
	if (c.sponsors.has(hexOf(c.source)) || sponsors.some((s) => sameKey(s, op.sponsoredId))) return answer(-3);
	c.sponsors.set(hexOf(op.sponsoredId), c.source);
	return answer(0);
};

export const endSponsoring: Apply<17> = (_, c) =>
	result(17, 'endSponsoringFutureReservesResult', c.sponsors.delete(hexOf(c.source)) ? 0 : -1);
