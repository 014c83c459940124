import * as m from '#lib/paraglide/messages.js';
import { entryOf } from '#lib/text/entry-of.ts';
import type { AuditCheck } from '#shared/chain/audit/check.ts';
import type { CheckName } from '#shared/chain/audit/check-sentences.ts';

/** `holds` is true where the check holds; `fails` says what differs, with the value that was found. */
type Words = { holds: () => string; fails: (values: { expected: string; found: string }) => string };

const words = {
	source_fresh: { holds: m.check_source_fresh, fails: m.check_source_fresh_not },
	registry_deployed: { holds: m.check_registry_deployed, fails: m.check_registry_deployed_not },
	registry_knows: { holds: m.check_registry_knows, fails: m.check_registry_knows_not },
	registry_code: { holds: m.check_registry_code, fails: m.check_registry_code_not },
	code_announced: { holds: m.check_code_announced, fails: m.check_code_announced_not },
	code_published: { holds: m.check_code_published, fails: m.check_code_published_not },
	contract_belongs: { holds: m.check_contract_belongs, fails: m.check_contract_belongs_not },
	money_usdc: { holds: m.check_money_usdc, fails: m.check_money_usdc_not },
	log_begins: { holds: m.check_log_begins, fails: m.check_log_begins_not },
	log_unbroken: { holds: m.check_log_unbroken, fails: m.check_log_unbroken_not },
	log_complete: { holds: m.check_log_complete, fails: m.check_log_complete_not },
	log_hash: { holds: m.check_log_hash, fails: m.check_log_hash_not },
	config_kept: { holds: m.check_config_kept, fails: m.check_config_kept_not },
	terms_kept: { holds: m.check_terms_kept, fails: m.check_terms_kept_not },
	revenue_same: { holds: m.check_revenue_same, fails: m.check_revenue_same_not },
	payouts_same: { holds: m.check_payouts_same, fails: m.check_payouts_same_not },
	seats_same: { holds: m.check_seats_same, fails: m.check_seats_same_not },
	counters_same: { holds: m.check_counters_same, fails: m.check_counters_same_not },
	powers_same: { holds: m.check_powers_same, fails: m.check_powers_same_not },
	shares_whole: { holds: m.check_shares_whole, fails: m.check_shares_whole_not },
	shares_unchanged: { holds: m.check_shares_unchanged, fails: m.check_shares_unchanged_not },
	sales_at_terms: { holds: m.check_sales_at_terms, fails: m.check_sales_at_terms_not },
	sales_priced: { holds: m.check_sales_priced, fails: m.check_sales_priced_not },
	within_capacity: { holds: m.check_within_capacity, fails: m.check_within_capacity_not },
	payouts_as_due: { holds: m.check_payouts_as_due, fails: m.check_payouts_as_due_not },
	commissions_exact: { holds: m.check_commissions_exact, fails: m.check_commissions_exact_not },
	refunds_right: { holds: m.check_refunds_right, fails: m.check_refunds_right_not },
	resales_capped: { holds: m.check_resales_capped, fails: m.check_resales_capped_not },
	powers_kept: { holds: m.check_powers_kept, fails: m.check_powers_kept_not },
	orders_as_sold: { holds: m.check_orders_as_sold, fails: m.check_orders_as_sold_not },
	moved_to_owner: { holds: m.check_moved_to_owner, fails: m.check_moved_to_owner_not },
	moved_by_holder: { holds: m.check_moved_by_holder, fails: m.check_moved_by_holder_not },
	listings_same: { holds: m.check_listings_same, fails: m.check_listings_same_not },
	creators_same: { holds: m.check_creators_same, fails: m.check_creators_same_not },
	owed_same: { holds: m.check_owed_same, fails: m.check_owed_same_not },
	moves_have_transfer: { holds: m.check_moves_have_transfer, fails: m.check_moves_have_transfer_not },
	only_payouts_leave: { holds: m.check_only_payouts_leave, fails: m.check_only_payouts_leave_not },
	balance_adds_up: { holds: m.check_balance_adds_up, fails: m.check_balance_adds_up_not },
	shares_add_up: { holds: m.check_shares_add_up, fails: m.check_shares_add_up_not },
	cash_there: { holds: m.check_cash_there, fails: m.check_cash_there_not },
	cash_covers: { holds: m.check_cash_covers, fails: m.check_cash_covers_not },
	newest_proved: { holds: m.check_newest_proved, fails: m.check_newest_proved_not },
	places_proved: { holds: m.check_places_proved, fails: m.check_places_proved_not },
	code_attached: { holds: m.check_code_attached, fails: m.check_code_attached_not },
	document_attached: { holds: m.check_document_attached, fails: m.check_document_attached_not },
	ledger_kept: { holds: m.check_ledger_kept, fails: m.check_ledger_kept_not },
	file_complete: { holds: m.check_file_complete, fails: m.check_file_complete_not },
	second_answers: { holds: m.check_second_answers, fails: m.check_second_answers_not },
	second_ledger: { holds: m.check_second_ledger, fails: m.check_second_ledger_not },
	second_same_state: { holds: m.check_second_same_state, fails: m.check_second_same_state_not },
	second_fresh: { holds: m.check_second_fresh, fails: m.check_second_fresh_not },
	archive_ledger: { holds: m.check_archive_ledger, fails: m.check_archive_ledger_not },
} satisfies Record<CheckName, Words>;

/** A check as a sentence that is true. One of a later audit stands for itself, with its values where it fails. */
export function checkWords({ name, ok, expected, found }: AuditCheck): string {
	const known: Words | undefined = entryOf(words, name);
	if (known) return ok ? known.holds() : known.fails({ expected, found });
	return ok ? name : `${name}: ${m.audit_expected({ value: expected })}, ${m.audit_found({ value: found })}`;
}
