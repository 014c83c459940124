import * as m from '#lib/paraglide/messages.js';
import { entryOf } from '../text/entry-of.ts';

const names = {
	'basics.name': m.dr_name,
	'basics.description': m.dr_description,
	'basics.category': m.dr_category,
	'basics.lineup': m.dr_lineup,
	'basics.venue.name': m.dr_venue,
	'basics.venue.city': m.dr_city,
	'basics.venue.lat': m.dr_map,
	'basics.doorsAt': m.dr_doors,
	'basics.startsAt': m.dr_starts,
	'basics.endsAt': m.dr_ends,
	tiers: m.dr_step_tickets,
	'tiers.name': m.dr_tier_name,
	'tiers.description': m.dr_tier_description,
	'tiers.price': m.dr_price,
	'tiers.usdcPrice': m.dr_own_usdc,
	'tiers.capacity': m.dr_capacity,
	'tiers.fiatQuota': m.dr_quota,
	'tiers.perOrder': m.dr_per_order,
	'tiers.opensAt': m.dr_opens,
	'tiers.closesAt': m.dr_closes,
	payees: m.dr_shares,
	'payees.role': m.dr_payee_role,
	'payees.name': m.dr_payee_name,
	'payees.address': m.dr_payee_address,
	'payees.bps': m.dr_shares,
	picture: m.pic_title,
	'picture.alt.en': m.pic_alt_en,
	'picture.alt.sw': m.pic_alt_sw,
	'policy.reserveBps': m.dr_reserve,
	'policy.releaseDays': m.dr_release,
	'policy.refundUntil': m.dr_refund_until,
	'policy.freezeHours': m.dr_freeze,
	'policy.resaleCapBps': m.dr_resale_cap,
	'policy.resaleLimit': m.dr_resale_limit,
	'policy.royaltyBps': m.dr_royalty,
	'policy.complimentary': m.dr_complimentary,
	'policy.commissionCapBps': m.dr_commission,
};

/** The label of a draft's field, with its place in a list: `tiers.0.price` → "Tickets 1: Price". */
export function fieldName(path: string): string {
	const field = path.replace('.typed', '').replace(/\.\d+(?=\.|$)/g, '');
	const label = entryOf(names, field)?.() ?? path;
	const place = /^(tiers|payees)\.(\d+)\./.exec(path);
	if (!place) return label;
	const no = Number(place[2]) + 1;
	return `${place[1] === 'tiers' ? m.dr_tier_no({ no }) : m.dr_payee_no({ no })}: ${label}`;
}
