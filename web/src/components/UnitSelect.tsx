// Chooses a unit by typing part of its name; the value is the unit's code, or its id.
import { Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { t, word } from '../i18n';
import { places } from '../lib/api';

/** `within`: only of this area; `first`: units whose code begins so stand before the others. */
export function UnitSelect({ id, value, onChange, label, kind, by = 'code', within, first }: {
  id?: string; value?: string; onChange: (value: string | undefined) => void; label: string; kind?: string; by?: 'code' | 'id'; within?: string; first?: string;
}) {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const query = useQuery({ queryKey: ['units', q, kind, within], queryFn: () => places.units({ q: q || undefined, kind, within, limit: 50 }), staleTime: 60_000 });
  const all = query.data?.items ?? [];
  const found = first ? [...all.filter((unit) => unit.code.startsWith(first)), ...all.filter((unit) => !unit.code.startsWith(first))] : all;
  const known = found.some((unit) => unit[by] === value);
  const one = useQuery({ queryKey: ['units', 'code', value], queryFn: () => places.units({ q: value, limit: 20 }), enabled: by === 'code' && Boolean(value) && !known, staleTime: 60_000 });
  const chosen = known || q ? []   /* what is typed comes first, so that Enter picks it */ : (one.data?.items ?? []).filter((unit) => unit.code === value);
  const options = [...chosen, ...found].map((unit) => ({ value: unit[by], label: unit.name, kind: word('unit', unit.kind, unit.kind), code: unit.code }));
  return (
    <Select id={id} aria-label={label} style={{ width: '100%' }} allowClear placeholder={t('unit.search')} value={value || undefined}
      showSearch={{ filterOption: false, onSearch: setTyped }} onChange={(next?: string) => onChange(next)} loading={query.isFetching}
      notFoundContent={query.error ? t('unit.failed') : t('unit.none')} options={options}
      optionRender={(option) => (
        <span className="row"><span className="grow ellipsis">{option.data.label}</span><span className="small muted">{option.data.kind} {option.data.code}</span></span>
      )} />
  );
}

/** Several units by their codes, those within an area when one is given; what was found stays named while something else is typed. */
export function UnitsSelect({ id, value, onChange, label, within }: { id?: string; value: string[]; onChange: (value: string[]) => void; label: string; within?: string }) {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const [names, setNames] = useState<Record<string, string>>({});
  const query = useQuery({ queryKey: ['units', q, undefined, within], queryFn: () => places.units({ q: q || undefined, within, limit: 50 }), staleTime: 60_000 });
  const found = query.data?.items ?? [];
  const options = [...value.filter((code) => !found.some((unit) => unit.code === code)).map((code) => ({ value: code, label: names[code] ?? code })),
    ...found.map((unit) => ({ value: unit.code, label: unit.name }))];
  return (
    <Select id={id} aria-label={label} mode="multiple" style={{ width: '100%' }} placeholder={t('unit.search')} value={value} options={options}
      showSearch={{ filterOption: false, onSearch: setTyped }} loading={query.isFetching} notFoundContent={query.error ? t('unit.failed') : t('unit.none')}
      onChange={(next: string[]) => {
        setNames((old) => ({ ...old, ...Object.fromEntries(found.map((unit) => [unit.code, unit.name])) }));
        onChange(next);
      }} />
  );
}
