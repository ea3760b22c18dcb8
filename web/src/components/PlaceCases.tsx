// What happened at a component or place: its cases, newest first as the server gives them.
import type { PlaceCase } from '../lib/api.gen';
import { said } from '../lib/names';
import { follow, pages } from '../lib/router';
import { dateTime } from '../lib/time';

export function PlaceCases({ cases }: { cases: PlaceCase[] }) {
  return <ul className="plain">{cases.map((one) => <li key={one.id}><a href={pages.case(one.id)} onClick={follow} className="mono">{one.number}</a> {said(one.type_name, one.type_name_en)} · {said(one.stage_zh, one.stage_en)} <span className="muted num">{dateTime(one.opened_at)}</span></li>)}</ul>;
}
