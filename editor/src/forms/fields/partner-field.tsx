/** Which of the workflow's partners: chosen by the part it plays, so that the workflow still holds when another plays it. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RoleRef } from '@recipro/schema';
import { usePartnerName } from '../../parts/names.ts';
import { useDocument } from '../../session/use-session.ts';
import type { FieldProps } from '../property.ts';
import { roleOptions } from '../role-options.ts';

export function PartnerField({ property, value, onChange, error }: FieldProps) {
  const { t } = useTranslation();
  const document = useDocument();
  const partner = usePartnerName();
  const chosen = RoleRef.safeParse(value);
  return (
    <Select
      size="xs"
      label={property.title}
      description={property.description}
      withAsterisk={property.required}
      error={error}
      placeholder={t('editor.form.choosePartner')}
      data={roleOptions(document.roles, partner)}
      value={chosen.success ? chosen.data.role : null}
      onChange={(role) => onChange(role === null ? undefined : { role })}
      clearable={!property.required}
      allowDeselect={false}
      nothingFoundMessage={t('editor.form.noRoles')}
      comboboxProps={{ shadow: 'none' }}
    />
  );
}
