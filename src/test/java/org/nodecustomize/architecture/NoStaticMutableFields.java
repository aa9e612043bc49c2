package org.nodecustomize.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Static fields are final; compiler-made ones do not count. */
final class NoStaticMutableFields extends ArchCondition<JavaClass> {
  NoStaticMutableFields() {
    super("have no static field that is not final");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (JavaField field : type.getFields()) {
      boolean mutable =
          field.getModifiers().contains(JavaModifier.STATIC)
              && !field.getModifiers().contains(JavaModifier.FINAL)
              && !field.getModifiers().contains(JavaModifier.SYNTHETIC);
      if (mutable) {
        events.add(
            SimpleConditionEvent.violated(field, field.getFullName() + " is static and not final"));
      }
    }
  }
}
