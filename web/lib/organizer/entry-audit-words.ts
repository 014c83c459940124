import type { VenueView } from '#relayer/client.ts';
import * as m from '../paraglide/messages.js';

type Audit = NonNullable<VenueView['audit']>;

/** What the audit of entries found wrong, each with the first tickets. */
export const auditFaults = ({ late, unscanned, twice, givenBack, samples }: Audit) =>
	[
		{ count: late, words: m.vn_audit_late({ count: late }), samples: samples.late },
		{ count: unscanned, words: m.vn_audit_unscanned({ count: unscanned }), samples: samples.unscanned },
		{ count: twice, words: m.vn_audit_twice({ count: twice }), samples: samples.twice },
		{ count: givenBack, words: m.vn_audit_given_back({ count: givenBack }), samples: samples.givenBack },
	].filter(({ count }) => count > 0);
